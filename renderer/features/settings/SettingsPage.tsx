import { useT } from '../../app/language.ts';
import { Page } from '../../app/Page.tsx';

export function SettingsPage() {
  const t = useT();
  return <Page title={t('settings.title')}>{null}</Page>;
}
