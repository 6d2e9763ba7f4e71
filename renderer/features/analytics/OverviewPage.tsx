import { useT } from '../../app/language.ts';
import { Page } from '../../app/Page.tsx';

export function OverviewPage() {
  const t = useT();
  return <Page title={t('analytics.title')}>{null}</Page>;
}
