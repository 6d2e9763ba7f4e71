import { createORPCClient } from '@orpc/client';
import { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Client } from '#shared/contract/index.ts';
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';

export const createClient = (connection: Connection): Client => createORPCClient(connection.link);

/** Answers stay until an event makes them old; only a line that broke is worth a second try. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => error instanceof ClientError && error.code === 'console-unreachable' && count < 2,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });

export interface ClientTools {
  readonly client: Client;
  readonly connection: Connection;
}
const missing = (): never => {
  throw new Error('ClientContext is not provided');
};
export const ClientContext = createContext<ClientTools | null>(null);

/** The typed client: `client.jobs.list({ limit: 50 })`. It waits for the line and throws ClientError. */
export const useClient = (): Client => (useContext(ClientContext) ?? missing()).client;
export const useLine = (): Connection => (useContext(ClientContext) ?? missing()).connection;
