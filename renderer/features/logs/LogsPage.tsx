import { useT } from '../../app/language.ts';
import { Page } from '../../app/Page.tsx';

export function LogsPage() {
  const t = useT();
  return <Page title={t('logs.title')}>{null}</Page>;
}
