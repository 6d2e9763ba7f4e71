import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, LoadingState } from '../kit/States.tsx';
import { useErrorWords, useT } from './language.ts';

export interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** Skeleton rows while the first answer is on its way. */
  rows?: number;
  /** What failed, in words; a general sentence without it. */
  failedTitle?: string;
}

/** The look of an answer: skeleton, error with retry, or the data. Old data stays while new data is read or fails to come. */
export function Loaded<T>({ query, children, rows = 6, failedTitle }: LoadedProps<T>) {
  const t = useT();
  const words = useErrorWords();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (!query.isError) return <LoadingState rows={rows} />;
  const { message, trace } = words(query.error);
  return (
    <ErrorState
      title={failedTitle ?? t('common.loadFailed')}
      message={message}
      trace={trace}
      onRetry={() => void query.refetch()}
    />
  );
}
