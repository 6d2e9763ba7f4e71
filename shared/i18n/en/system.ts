export const system = {
  headless: {
    running: 'Atalaya {{version}} runs at {{address}} (data in {{folder}})',
    signIn: 'Sign in once, within ten minutes: {{url}}',
    unknownFlag: 'unknown flag {{flag}}',
    flagNeedsValue: '{{flag}} needs a value',
    flagTakesNoValue: '{{flag}} takes no value',
    failed: 'the console could not start',
  },
  notices: {
    'console-recovered': 'The last run (process {{pid}}) ended without stopping; its jobs were taken up again.',
    'port-in-use': 'Port {{port}} is held by {{holder}}; a free one was taken instead.',
  },
  notice: {
    'console-recovered': 'The console was cut off last time. The jobs that were running have been taken up again.',
  },
};
