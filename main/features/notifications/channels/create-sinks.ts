import type { Sink } from '#platform/deliveries/ports.ts';
import { createDesktopSink } from './desktop.ts';
import { createDiscordSink } from './discord.ts';
import { createEmailSink } from './email.ts';
import { createNtfySink } from './ntfy.ts';
import type { SinkConfig } from './config.ts';
import type { SinkDeps } from './sink-deps.ts';
import { createSlackSink } from './slack.ts';
import { createTeamsSink } from './teams.ts';
import { findChats, type FoundChat } from './telegram-chats.ts';
import { createTelegramSink } from './telegram.ts';
import { createWebhookSink } from './webhook.ts';

/** Every sink there is, a line each. */
export const createSinks = (deps: SinkDeps): readonly Sink[] => [
  createTelegramSink(deps),
  createSlackSink(deps),
  createDiscordSink(deps),
  createTeamsSink(deps),
  createEmailSink(deps),
  createDesktopSink(deps),
  createWebhookSink(deps),
  createNtfySink(deps),
];

const findMs = 15_000;

/** The sinks, and what only they can find out. */
export const createSinkSet = (deps: SinkDeps) => ({
  all: createSinks(deps),
  /** Throws the catalogue's errors. */
  findChats: (config: SinkConfig): Promise<FoundChat[]> => findChats(deps.http, config, AbortSignal.timeout(findMs)),
});
