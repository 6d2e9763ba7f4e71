import { z } from 'zod';
import { done, idParam, operation } from './define.ts';

const tag = 'system';

export const system = {
  info: operation({
    method: 'GET',
    path: '/api/v1/system',
    summary: 'Version, host, folders and what this host can do',
    tag,
  }).output(
    z.object({
      name: z.literal('Atalaya'),
      version: z.string(),
      host: z.enum(['electron', 'headless']),
      pid: z.int(),
      platform: z.string(),
      startedAt: z.iso.datetime(),
      dataFolder: z.string(),
      outputFolder: z.string(),
      freeBytes: z.number().nullable(),
      isReadOnly: z.boolean(),
      /** Set when the last start found something: a recovered crash, a restored database. */
      notices: z.array(z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })),
      can: z.object({
        showInFolder: z.boolean(),
        openFile: z.boolean(),
        pickFiles: z.boolean(),
        launchAtLogin: z.boolean(),
      }),
    }),
  ),
  /** Only files of a job; never a path from the caller. */
  showInFolder: operation({
    method: 'POST',
    path: '/api/v1/jobs/{id}/show-in-folder',
    summary: "Shows a job's result in the file manager",
    tag,
  })
    .input(z.strictObject({ id: idParam }))
    .output(done),
  openFile: operation({
    method: 'POST',
    path: '/api/v1/jobs/{id}/open',
    summary: "Opens a job's result with the system's player",
    tag,
  })
    .input(z.strictObject({ id: idParam }))
    .output(done),
  stop: operation({
    method: 'POST',
    path: '/api/v1/system/stop',
    summary: 'Stops the console: running jobs are handed back',
    tag,
    scope: 'admin',
  })
    .input(z.strictObject({ afterJobs: z.boolean().default(false) }))
    .output(done),
  stay: operation({
    method: 'POST',
    path: '/api/v1/system/stay',
    summary: 'Takes back a stop that waits for jobs or for callers to leave',
    tag,
    scope: 'admin',
  }).output(done),
};
