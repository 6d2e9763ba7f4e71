import type { QueryClient } from '@tanstack/react-query';
import type { Client } from '#shared/contract/index.ts';
import type { Connection } from '../connection.ts';
import { staleFeatures } from './select.ts';
import { hear, takeSnapshot } from './store.ts';

/** Without a message for this long the line is dead, whatever the socket says. Beats come every few seconds. */
const silenceMs = 25_000;
/** Answers made old by many events are read again at most this often. */
const refreshEveryMs = 2000;

/** Keeps the live copy fed for as long as the window lives. Answers its stop. */
export function startFeed(client: Client, connection: Connection, queries: QueryClient): () => void {
  const stop = new AbortController();
  const refresh = createRefresher(queries);
  const loop = async () => {
    while (!stop.signal.aborted) {
      await connection.untilOnline(stop.signal);
      await listenOnce(client, connection, queries, refresh.touch, stop.signal);
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700));
    }
  };
  void loop().catch(() => undefined); // It ends only by the stop; each round contains its own failures.
  return () => {
    stop.abort();
    refresh.stop();
  };
}

/** Subscribe, hello, snapshots, batches, until the line ends. */
async function listenOnce(
  client: Client,
  connection: Connection,
  queries: QueryClient,
  touch: (features: readonly string[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silence.abort();
      connection.reconnect();
    }, silenceMs);
  };
  try {
    heard();
    const messages = await client.live.feed(undefined, { signal: AbortSignal.any([signal, silence.signal]) });
    for await (const message of messages) {
      heard();
      hear(message);
      if (message.kind === 'hello') void readSnapshots(client, queries);
      if (message.kind === 'batch') touch(staleFeatures(message));
    }
  } catch {
    // The line broke: the connection says so on screen, and the loop subscribes again.
  } finally {
    clearTimeout(timer);
  }
}

async function readSnapshots(client: Client, queries: QueryClient): Promise<void> {
  const reads = [
    client.jobs.counts({}).then(({ revision, ...value }) => takeSnapshot({ part: 'counts', value, revision })),
    client.queues.list().then(({ revision, queues }) => takeSnapshot({ part: 'queues', value: queues, revision })),
    client.health
      .services()
      .then(({ revision, services }) => takeSnapshot({ part: 'services', value: services, revision })),
    queries.invalidateQueries(),
  ];
  // A part that fails alone stays as it was; its page shows the error of its own query.
  await Promise.allSettled(reads);
}

function createRefresher(queries: QueryClient) {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    touch: (features: readonly string[]) => {
      for (const feature of features) waiting.add(feature);
      if (waiting.size === 0 || timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        for (const feature of waiting) void queries.invalidateQueries({ queryKey: [feature] });
        waiting.clear();
      }, refreshEveryMs);
    },
    stop: () => clearTimeout(timer),
  };
}
