import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { PresetService } from './presets/preset-service.ts';
import type { Uploads } from './uploads.ts';

/** The operations of `contract.video`. */
export function createVideoRouter(services: { presets: PresetService; uploads: Uploads }) {
  const { presets, uploads } = services;
  const os = implement(contract.video).$context<CallContext>();
  const done = { done: true } as const;
  return os.router({
    listPresets: os.listPresets.handler(() => ({ presets: presets.list() })),
    savePreset: os.savePreset.handler(({ input }) => presets.save(input)),
    removePreset: os.removePreset.handler(async ({ input }) => {
      await presets.remove(input.id);
      return done;
    }),
    exportPresets: os.exportPresets.handler(() => presets.exportAll()),
    importPresets: os.importPresets.handler(({ input }) => presets.importFile(input.file, input.replace)),
    beginUpload: os.beginUpload.handler(({ input }) => uploads.begin(input)),
    getUpload: os.getUpload.handler(({ input }) => uploads.get(input.id)),
    removeUpload: os.removeUpload.handler(async ({ input }) => {
      await uploads.remove(input.id);
      return done;
    }),
  });
}
