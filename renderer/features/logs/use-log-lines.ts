import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { useClient } from '../../app/client.ts';
import { toClientError, type ClientError } from '../../app/client-error.ts';
import { useConnection } from '../../app/connection.ts';
import { emptyView, filterInput, reduceLines, type LogFilter } from './lines.ts';

const pageSize = 400;

/** Reads the newest lines of a filter, follows what comes and pages back on demand. */
export function useLogLines(filter: LogFilter, isFollowing: boolean) {
  const client = useClient();
  const isOnline = useConnection(({ state }) => state.status === 'online');
  const [view, change] = useReducer(reduceLines, emptyView);
  const [status, setStatus] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [error, setError] = useState<ClientError | null>(null);
  const [round, setRound] = useState(0);
  const before = useRef<string | null>(null);
  const isPaging = useRef(false);
  const following = useRef(isFollowing);
  useEffect(() => {
    following.current = isFollowing;
    if (isFollowing) change({ kind: 'seen' });
  }, [isFollowing]);
  const key = JSON.stringify(filterInput(filter));

  useEffect(() => {
    if (!isOnline) return undefined;
    const stop = new AbortController();
    const input = JSON.parse(key) as ReturnType<typeof filterInput>; // written three lines above
    const read = async () => {
      setStatus('loading');
      // Follow first, then read: nothing falls between the two.
      const stream = await client.logs.follow(input, { signal: stop.signal });
      const page = await client.logs.list({ ...input, limit: pageSize }, { signal: stop.signal });
      before.current = page.before;
      change({ kind: 'read', lines: page.lines });
      setError(null);
      setStatus('ready');
      for await (const { lines, dropped } of stream)
        change({ kind: 'newer', lines, dropped, isFollowing: following.current });
    };
    read().catch((cause: unknown) => {
      if (stop.signal.aborted) return;
      setError(toClientError(cause));
      setStatus('failed');
    });
    return () => stop.abort();
  }, [client, isOnline, key, round]);

  const readOlder = useCallback(async (): Promise<number> => {
    if (isPaging.current || before.current === null) return 0;
    isPaging.current = true;
    try {
      const input = JSON.parse(key) as ReturnType<typeof filterInput>; // as above
      const page = await client.logs.list({ ...input, limit: pageSize, before: before.current });
      before.current = page.before;
      change({ kind: 'older', lines: page.lines });
      return page.lines.length;
    } catch (cause) {
      setError(toClientError(cause));
      return 0;
    } finally {
      isPaging.current = false;
    }
  }, [client, key]);
  const retry = useCallback(() => setRound((n) => n + 1), []);
  return { view, status, error, readOlder, retry };
}
