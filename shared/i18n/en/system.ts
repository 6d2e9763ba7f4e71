export const system = {
  headless: {
    running: 'Atalaya {{version}} runs at {{address}} (data in {{folder}})',
    signIn: 'Sign in once, within ten minutes: {{url}}',
    unknownFlag: 'unknown flag {{flag}}',
    flagNeedsValue: '{{flag}} needs a value',
    flagTakesNoValue: '{{flag}} takes no value',
    otherPort: 'Another port: “--port 0” takes a free one.',
    failed: 'the console could not start',
  },
  rescue: {
    kept: 'A copy of it, as it was found, is kept at {{copy}}',
    backup: 'The last good copy is of {{at}}: {{backup}}',
    noBackup: 'There is no good copy of it yet.',
    how: 'To repair it, or bring back that copy: atalaya restore --data-dir {{folder}}',
  },
  notices: {
    'database-read-only':
      'The database in {{folder}} can only be read: everything can be looked at, nothing can be changed. Give this user the right to write there and start again.',
    'database-damaged':
      'The database is damaged: {{detail}}. Stop the console and run "atalaya restore": it repairs what can be read, or brings back the last good copy.',
    'console-recovered': 'The last run (process {{pid}}) ended without stopping; its jobs were taken up again.',
    'port-moved': 'Port {{port}} is held by {{holder}}; this console is on {{own}}.',
    'port-moved-unknown': 'Port {{port}} is held by another program; this console is on {{own}}.',
  },
};
