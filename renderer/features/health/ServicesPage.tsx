import { useT } from '../../app/language.ts';
import { Page } from '../../app/Page.tsx';

export function ServicesPage() {
  const t = useT();
  return <Page title={t('health.title')}>{null}</Page>;
}
