import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Centre } from './centre.ts';
import type { ChannelService } from './channel-service.ts';
import type { ChannelTools } from './channel-tools.ts';
import type { NotificationManager } from './notification-manager.ts';
import type { Scheduler } from './scheduler.ts';
import type { TemplateService } from './template-service.ts';

interface Parts {
  readonly channels: ChannelService;
  readonly tools: ChannelTools;
  readonly centre: Centre;
  readonly manager: NotificationManager;
  readonly templates: TemplateService;
  readonly scheduler: Scheduler;
  readonly sendSummary: (days: number, trace: string) => Promise<{ notificationId: number; deliveries: number[] }>;
  readonly revision: () => number;
}

export function createNotificationsRouter(parts: Parts) {
  const { channels, tools, centre, manager, templates, scheduler } = parts;
  const os = implement(contract.notifications).$context<CallContext>();
  return os.router({
    channels: os.channels.handler(({ context }) => {
      const revision = parts.revision();
      return { channels: channels.list(context.language), revision };
    }),
    saveChannel: os.saveChannel.handler(({ input, context }) => channels.save(input, context)),
    deleteChannel: os.deleteChannel.handler(({ input, context }) => channels.delete(input.id, context)),
    testChannel: os.testChannel.handler(({ input, context }) => tools.test(input, context)),
    resetChannel: os.resetChannel.handler(({ input, context }) => channels.reset(input.id, context)),
    findChats: os.findChats.handler(({ input }) => tools.findChats(input)),
    list: os.list.handler(({ input, context }) => centre.list(input, context.language)),
    get: os.get.handler(({ input, context }) => centre.get(input.id, context.language)),
    markRead: os.markRead.handler(({ input }) => centre.markRead(input)),
    acknowledge: os.acknowledge.handler(({ input, context }) => centre.acknowledge(input, context)),
    mute: os.mute.handler(({ input }) => centre.mute(input.minutes)),
    muted: os.muted.handler(() => centre.muted()),
    send: os.send.handler(({ input, context }) =>
      manager.sendNamed(input.name, input.fields, { channels: input.channels, key: input.key, trace: context.trace }),
    ),
    summary: os.summary.handler(({ input, context }) => parts.sendSummary(input.days, context.trace)),
    templates: os.templates.handler(() => templates.list()),
    saveTemplate: os.saveTemplate.handler(({ input, context }) => templates.save(input, context)),
    resetTemplate: os.resetTemplate.handler(({ input, context }) => templates.reset(input, context)),
    preview: os.preview.handler(({ input }) => templates.preview(input)),
    schedules: os.schedules.handler(() => ({ schedules: scheduler.list() })),
    saveSchedule: os.saveSchedule.handler(({ input, context }) => scheduler.save(input, context)),
    deleteSchedule: os.deleteSchedule.handler(async ({ input, context }) => {
      await scheduler.delete(input.id, context);
      return { done: true as const };
    }),
    nextTimes: os.nextTimes.handler(({ input }) => ({ next: scheduler.nextTimes(input) })),
  });
}
