/** The pages of the section Notifications in the order of their tabs. */
export const sectionPages = [
  { path: '/notifications', key: 'notificationsPage.tab.centre' },
  { path: '/notifications/channels', key: 'notificationsPage.tab.channels' },
  { path: '/notifications/rules', key: 'rules.tab' },
  { path: '/notifications/templates', key: 'notificationsPage.tab.templates' },
  { path: '/notifications/deliveries', key: 'deliveries.tab' },
  { path: '/notifications/schedules', key: 'notificationsPage.tab.schedules' },
] as const;
