/** The words that make a command line one of `atalaya …`, and not the flags of a console that is to open. */
export const commandNames: readonly string[] = [
  'start',
  'stop',
  'status',
  'health',
  'jobs',
  'queue',
  'notify',
  'logs',
  'call',
  'help',
];
