export const system = {
  headless: {
    running: 'Atalaya {{version}} funciona en {{address}} (datos en {{folder}})',
    signIn: 'Entra una sola vez, antes de diez minutos: {{url}}',
    unknownFlag: 'opción desconocida: {{flag}}',
    flagNeedsValue: '{{flag}} necesita un valor',
    flagTakesNoValue: '{{flag}} no admite ningún valor',
    otherPort: 'Otro puerto: «--port 0» toma uno libre.',
    failed: 'no se pudo iniciar la consola',
  },
  notices: {
    'console-recovered': 'La última ejecución (proceso {{pid}}) terminó sin detenerse; se retomaron sus trabajos.',
    'port-moved': 'El puerto {{port}} lo ocupa {{holder}}; esta consola está en el {{own}}.',
    'port-moved-unknown': 'El puerto {{port}} lo ocupa otro programa; esta consola está en el {{own}}.',
  },
};
