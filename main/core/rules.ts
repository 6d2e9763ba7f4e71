import type { JobIntake, JobControl } from '#platform/queue/queue-port.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { timeZoneOf } from '#shared/domain/calendar.ts';
import { createRulesFeature, type RulesFeatureDeps } from '../features/rules/create-rules-feature.ts';
import { videoQueue } from '../features/video/create-video-feature.ts';

interface RulesOptions extends Omit<RulesFeatureDeps, 'timeZone' | 'jobs'> {
  readonly settings: SettingsReader;
  readonly queue: Pick<JobControl, 'add'>;
  readonly intake: JobIntake;
}

/** The rules with what they need of other features: the console's zone, and the queue that their jobs go to. */
export function createRules({ intake, queue, ...deps }: RulesOptions) {
  const systemZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return createRulesFeature({
    ...deps,
    timeZone: () => timeZoneOf(deps.settings.get('region'), systemZone),
    jobs: {
      prepare: (source, preset) => intake.prepare(source, preset === null ? {} : { preset }),
      add: (job) => queue.add({ ...job, queue: videoQueue }).id,
    },
  });
}
