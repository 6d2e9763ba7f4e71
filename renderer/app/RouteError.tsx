import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../kit/States.tsx';
import { useT } from './language.ts';

/** A page that broke: the frame stays, the page can be tried again. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const router = useRouter();
  return (
    <ErrorState
      title={t('common.broken.title')}
      message={t('common.broken.text')}
      trace={error instanceof Error ? `${error.name}: ${error.message}` : null}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}
