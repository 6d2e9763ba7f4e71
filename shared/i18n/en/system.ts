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
  notices: {
    'console-recovered': 'The last run (process {{pid}}) ended without stopping; its jobs were taken up again.',
    'port-moved': 'Port {{port}} is held by {{holder}}; this console is on {{own}}.',
    'port-moved-unknown': 'Port {{port}} is held by another program; this console is on {{own}}.',
  },
};
