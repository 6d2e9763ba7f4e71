import type { ContractRouterClient, InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { access } from './access.ts';
import { analytics } from './analytics.ts';
import { health } from './health.ts';
import { jobs } from './jobs.ts';
import { live } from './live.ts';
import { logs } from './logs.ts';
import { queues } from './queues.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';
import { video } from './video.ts';

/** Every operation of the console, once. IPC, WebSocket, REST with its document, the CLI and the window's client derive from it. */
export const contract = { access, analytics, health, jobs, live, logs, queues, settings, system, video };

export type Contract = typeof contract;
export type Client = ContractRouterClient<Contract>;
export type Inputs = InferContractRouterInputs<Contract>;
export type Outputs = InferContractRouterOutputs<Contract>;
