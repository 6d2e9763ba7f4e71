import {
  IconBell,
  IconFileText,
  IconHeartbeat,
  IconLayoutDashboard,
  IconListDetails,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export type PageGroup = 'operation' | 'integration' | 'system' | null;

/** A page of the window. With a group it stands in the menu; `keys` goes there from anywhere. */
export interface PageEntry {
  readonly path: string;
  readonly titleKey: string;
  readonly group: PageGroup;
  readonly icon?: Icon;
  readonly keys?: string;
  /** A part of a page in the menu: only the palette lists it. */
  readonly isPart?: true;
  readonly load: () => Promise<ComponentType>;
}

/** Every page, one line each. The menu shows only what is here. */
export const pages: readonly PageEntry[] = [
  {
    path: '/',
    titleKey: 'analytics.title',
    group: 'operation',
    icon: IconLayoutDashboard,
    keys: 'g r',
    load: async () => (await import('../features/analytics/OverviewPage.tsx')).OverviewPage,
  },
  {
    path: '/queue',
    titleKey: 'jobs.title',
    group: 'operation',
    icon: IconListDetails,
    keys: 'g c',
    load: async () => (await import('../features/jobs/QueuePage.tsx')).QueuePage,
  },
  {
    path: '/jobs/$id',
    titleKey: 'jobs.title',
    group: null,
    load: async () => (await import('../features/jobs/JobPage.tsx')).JobPage,
  },
  {
    path: '/notifications',
    titleKey: 'notificationsPage.title',
    group: 'integration',
    icon: IconBell,
    keys: 'g n',
    load: async () => (await import('../features/notifications/CentrePage.tsx')).CentrePage,
  },
  {
    path: '/notifications/channels',
    titleKey: 'notificationsPage.channelsTitle',
    group: null,
    isPart: true,
    load: async () => (await import('../features/notifications/ChannelsPage.tsx')).ChannelsPage,
  },
  {
    path: '/notifications/rules',
    titleKey: 'rules.title',
    group: null,
    isPart: true,
    load: async () => (await import('../features/rules/RulesPage.tsx')).RulesPage,
  },
  {
    path: '/notifications/templates',
    titleKey: 'notificationsPage.templatesTitle',
    group: null,
    isPart: true,
    load: async () => (await import('../features/notifications/TemplatesPage.tsx')).TemplatesPage,
  },
  {
    path: '/notifications/deliveries',
    titleKey: 'deliveries.title',
    group: null,
    isPart: true,
    load: async () => (await import('../features/deliveries/DeliveriesPage.tsx')).DeliveriesPage,
  },
  {
    path: '/notifications/schedules',
    titleKey: 'notificationsPage.schedulesTitle',
    group: null,
    isPart: true,
    load: async () => (await import('../features/notifications/SchedulesPage.tsx')).SchedulesPage,
  },
  {
    path: '/services',
    titleKey: 'health.title',
    group: 'system',
    icon: IconHeartbeat,
    keys: 'g s',
    load: async () => (await import('../features/health/ServicesPage.tsx')).ServicesPage,
  },
  {
    path: '/logs',
    titleKey: 'logs.title',
    group: 'system',
    icon: IconFileText,
    keys: 'g l',
    load: async () => (await import('../features/logs/LogsPage.tsx')).LogsPage,
  },
  {
    path: '/settings',
    titleKey: 'settings.title',
    group: 'system',
    icon: IconSettings,
    keys: 'g ,',
    load: async () => (await import('../features/settings/SettingsPage.tsx')).SettingsPage,
  },
  {
    path: '/sign-in',
    titleKey: 'access.title',
    group: null,
    load: async () => (await import('../features/access/SignInPage.tsx')).SignInPage,
  },
];
