import { common } from './common.ts';
import { errors } from './errors.ts';
import { notificationsPage } from './notificationsPage.ts';
import { rules } from './rules.ts';
import { deliveries } from './deliveries.ts';
import { jobs } from './jobs.ts';
import { queues } from './queues.ts';
import { ruleNames } from './rule-names.ts';
import { video } from './video.ts';
import { analytics } from './analytics.ts';
import { logs } from './logs.ts';
import { health } from './health.ts';
import { settings } from './settings.ts';
import { access } from './access.ts';
import { system } from './system.ts';
import { shell } from './shell.ts';
import { cli } from './cli.ts';
import { notifications } from './notifications.ts';

export const texts = {
  common,
  errors,
  notificationsPage,
  rules,
  deliveries,
  jobs,
  queues,
  ruleNames,
  video,
  analytics,
  logs,
  health,
  settings,
  access,
  system,
  shell,
  cli,
  notifications,
};
