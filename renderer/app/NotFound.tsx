import { IconMapQuestion } from '@tabler/icons-react';
import { buttonClass } from '../kit/Button.tsx';
import { EmptyState } from '../kit/States.tsx';
import { useT } from './language.ts';
import { Page } from './Page.tsx';
import { RouteLink } from './RouteLink.tsx';

export function NotFound() {
  const t = useT();
  return (
    <Page title={t('common.notFound.title')}>
      <EmptyState
        icon={<IconMapQuestion size={32} stroke={1.5} aria-hidden="true" />}
        title={t('common.notFound.text')}
        actions={
          <RouteLink to="/" className={buttonClass('primary')}>
            {t('common.notFound.home')}
          </RouteLink>
        }
      />
    </Page>
  );
}
