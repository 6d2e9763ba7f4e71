import {
  IconFileText,
  IconHeartbeat,
  IconLayoutDashboard,
  IconListDetails,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export type PageGroup = 'operation' | 'system' | null;

/** A page of the window. With a group it stands in the menu; `keys` goes there from anywhere. */
export interface PageEntry {
  readonly path: string;
  readonly titleKey: string;
  readonly group: PageGroup;
  readonly icon?: Icon;
  readonly keys?: string;
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
