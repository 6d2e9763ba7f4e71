export const settings = {
  title: 'Settings',
  search: 'Search the settings',
  groups: 'Groups of settings',
  noneMatch: 'No setting matches “{{search}}”',
  clearSearch: 'Clear the search',
  saved: '{{name}}: saved',
  savedSecret: '{{name}}: saved. It cannot be read again.',
  lockedBy: 'Set by {{name}}',
  bootOnly: 'Only by {{name}}',
  needsRestart: 'Needs a restart',
  reset: 'Back to the default: {{name}}',
  replace: 'Save',
  found: 'Automatic',
  secretSet: 'Stored, ends in {{last4}}. {{date}}',
  secretUnset: 'Not set.',
  secretStore: {
    keychain: 'Secrets are kept in the system keychain.',
    file: 'Secrets are kept encrypted in the data folder.',
    unavailable: 'Secrets cannot be stored on this computer.',
  },
  unit: {
    minutes: 'minutes',
    hours: 'hours',
    seconds: 'seconds',
    days: 'days',
    megabytes: 'MB',
    gigabytes: 'GB',
  },
  group: {
    general: 'General',
    appearance: 'Appearance',
    region: 'Language and region',
    queue: 'Queue',
    video: 'Video',
    notifications: 'Notifications',
    network: 'Network',
    logs: 'Logs',
    advanced: 'Advanced',
  },
  option: {
    failureNotice: {
      'first-and-final': 'The first and the last',
      final: 'Only the last',
      every: 'Each',
    },
    language: {
      auto: 'Automatic',
      es: 'Español',
      'pt-BR': 'Português (Brasil)',
      en: 'English',
    },
    theme: {
      auto: 'Automatic',
      light: 'Light',
      dark: 'Dark',
    },
    density: {
      compact: 'Compact',
      standard: 'Standard',
      roomy: 'Roomy',
    },
    reducedMotion: {
      auto: 'As the system says',
      on: 'Always',
      off: 'Never',
    },
  },
  key: {
    dataDir: {
      label: 'Data folder',
      hint: 'Where the database, the logs and the secrets live.',
    },
    headless: {
      label: 'Without a window of its own',
      hint: 'The console is served to the browser.',
    },
    noOpen: {
      label: 'Do not open the browser',
      hint: 'When started without a window, only the link is printed.',
    },
    adminToken: {
      label: 'Administrator token',
      hint: 'For scripts and tests. Only by environment variable.',
    },
    language: {
      label: 'Language',
      hint: 'Of the window, the notifications and the tray.',
    },
    region: {
      label: 'Region',
      hint: 'For numbers and dates: “auto” or a tag such as es-MX, pt-BR or en-GB.',
    },
    theme: {
      label: 'Theme',
      hint: 'Automatic follows the system.',
    },
    density: {
      label: 'Density',
      hint: 'Height of rows and controls.',
    },
    reducedMotion: {
      label: 'Reduce motion',
      hint: 'No transitions; bars move in steps.',
    },
    singleKeyShortcuts: {
      label: 'Single-key shortcuts',
      hint: 'Turn them off if you trigger them by accident.',
    },
    closeToTray: {
      label: 'Close to tray',
      hint: 'When the window closes, jobs go on.',
    },
    launchAtLogin: {
      label: 'Start at login',
      hint: 'The console opens when you log in.',
    },
    startHidden: {
      label: 'Start hidden',
      hint: 'Only the tray icon, no window.',
    },
    keepAwake: {
      label: 'Keep the computer awake',
      hint: 'While jobs run.',
    },
    refreshSeconds: {
      label: 'Overview refresh',
      hint: 'How often the browser asks again; 0 turns it off.',
    },
    workers: {
      label: 'Workers',
      hint: 'Jobs at once. When lowered, those that run finish first.',
    },
    videoAttempts: {
      label: 'Attempts per video',
      hint: 'After that the job stays failed.',
    },
    stallSeconds: {
      label: 'Time without progress',
      hint: 'After this the attempt counts as stalled.',
    },
    outputDir: {
      label: 'Output folder',
      hint: 'Empty: a folder Atalaya in your videos.',
    },
    ffmpegPath: {
      label: 'Path of ffmpeg',
      hint: 'Empty: the system’s, or the one that comes along.',
    },
    ffprobePath: {
      label: 'Path of ffprobe',
      hint: 'Empty: the system’s, or the one that comes along.',
    },
    ytdlpPath: {
      label: 'Path of yt-dlp',
      hint: 'For links to pages. Empty: the system’s.',
    },
    encodeSlots: {
      label: 'Encodes at once',
      hint: '0: one per core.',
    },
    maxSourceBytes: {
      label: 'Largest video',
      hint: 'Anything above is refused before downloading.',
    },
    defaultPreset: {
      label: 'Default preset',
      hint: 'Used when you choose no other.',
    },
    waitingLimit: {
      label: 'Waiting limit',
      hint: 'Told when more jobs than these wait.',
    },
    failedLimit: {
      label: 'Failed limit',
      hint: 'Told when more failed jobs stand unacknowledged.',
    },
    limitReminderMinutes: {
      label: 'Reminder of the limit',
      hint: 'While the queue stays above it; 0: never.',
    },
    failureNotice: {
      label: 'Failure notices',
      hint: 'Which failed attempts of a job are told.',
    },
    alertMaxAgeHours: {
      label: 'Age limit of notices',
      hint: 'What could not be told for so long is not told any more.',
    },
    controlPort: {
      label: 'Control port',
      hint: 'Of the API and the console in the browser.',
    },
    controlAddress: {
      label: 'Listening address',
      hint: '127.0.0.1: only this computer.',
    },
    compatPorts: {
      label: 'Further ports',
      hint: 'One per line; they serve the same API.',
    },
    allowPrivateTargets: {
      label: 'Private targets allowed',
      hint: 'One per line: host or host:port. All other private addresses are refused.',
    },
    allowedHosts: {
      label: 'Host names allowed',
      hint: 'One per line; by which other names the console may be opened.',
    },
    logLevel: {
      label: 'Log level',
      hint: 'What is written to the logs.',
    },
    logMaxBytes: {
      label: 'Size per log file',
      hint: 'Then another is begun.',
    },
    logKeepDays: {
      label: 'Keep logs',
      hint: 'Older ones are removed.',
    },
  },
  about: {
    title: 'About',
    version: 'Version {{version}}',
    host: 'Host',
    electron: 'desktop app',
    headless: 'headless, in the browser',
    started: 'Running since',
    data: 'Data folder',
    output: 'Output folder',
    licence: 'Licence',
  },
};
