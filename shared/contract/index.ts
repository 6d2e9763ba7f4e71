import type { ContractRouterClient, InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { access } from './access.ts';
import { analytics } from './analytics.ts';
import { boards } from './boards.ts';
import { deliveries } from './deliveries.ts';
import { health } from './health.ts';
import { jobs } from './jobs.ts';
import { live } from './live.ts';
import { logs } from './logs.ts';
import { notifications } from './notifications.ts';
import { queues } from './queues.ts';
import { rules } from './rules.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';
import { video } from './video.ts';

/** Every operation of the console, once. IPC, WebSocket, REST with its document, the CLI and the window's client derive from it. */
export const contract = {
  access,
  analytics,
  boards,
  deliveries,
  health,
  jobs,
  live,
  logs,
  notifications,
  queues,
  rules,
  settings,
  system,
  video,
};

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
export type Inputs = InferContractRouterInputs<Contract>;
export type Outputs = InferContractRouterOutputs<Contract>;
