import { IconMovie, IconPlus } from '@tabler/icons-react';
import { openAddVideos } from '../../app/add-videos.ts';
import { useT } from '../../app/language.ts';
import { Button, buttonClass } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { EmptyState } from '../../kit/States.tsx';
import { RouteLink } from '../../app/RouteLink.tsx';
import { AttentionStrip } from './AttentionStrip.tsx';
import styles from './Overview.module.css';

/** The console before its first video. */
export function GettingStarted() {
  const t = useT();
  return (
    <div className={styles['stack']}>
      <AttentionStrip />
      <Card>
        <EmptyState
          icon={<IconMovie size={40} stroke={1.25} aria-hidden="true" />}
          title={t('analytics.start.title')}
          actions={
            <>
              <Button
                variant="primary"
                icon={<IconPlus size={16} aria-hidden="true" />}
                shortcut="c"
                onClick={() => openAddVideos()}
              >
                {t('common.addVideos')}
              </Button>
              <RouteLink to="/services" className={buttonClass()}>
                {t('analytics.start.check')}
              </RouteLink>
            </>
          }
        >
          {t('analytics.start.text')}
        </EmptyState>
      </Card>
    </div>
  );
}
