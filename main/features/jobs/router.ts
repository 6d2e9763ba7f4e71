import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { JobsService } from './service.ts';

export function createJobsRouter(service: JobsService) {
  const os = implement(contract.jobs).$context<CallContext>();
  return os.router({
    add: os.add.handler(({ input, context }) => service.add(input, context)),
    list: os.list.handler(({ input: { sort, offset, limit, ...filter }, context }) =>
      service.list({ filter, sort, offset, limit }, context.language),
    ),
    counts: os.counts.handler(({ input }) => service.counts(input.queue)),
    get: os.get.handler(({ input, context }) => service.get(input.id, context.language)),
    retry: os.retry.handler(({ input, context }) => service.retry(input.id, context)),
    cancel: os.cancel.handler(({ input, context }) => service.cancel(input.id, context)),
    rerun: os.rerun.handler(({ input, context }) => service.rerun(input, context)),
    move: os.move.handler(({ input, context }) => service.move(input, context)),
    act: os.act.handler(({ input, context }) => service.act(input, context)),
    countSelection: os.countSelection.handler(({ input }) => service.countSelection(input)),
    log: os.log.handler(({ input }) => service.log(input.id, input.number)),
    listViews: os.listViews.handler(() => service.listViews()),
    saveView: os.saveView.handler(({ input }) => service.saveView(input)),
    removeView: os.removeView.handler(({ input }) => service.removeView(input.id)),
  });
}
