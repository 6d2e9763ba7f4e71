export const system = {
  headless: {
    running: 'Atalaya {{version}} funciona en {{address}} (datos en {{folder}})',
    signIn: 'Entra una sola vez, antes de diez minutos: {{url}}',
    unknownFlag: 'opción desconocida: {{flag}}',
    flagNeedsValue: '{{flag}} necesita un valor',
    flagTakesNoValue: '{{flag}} no admite ningún valor',
    failed: 'no se pudo iniciar la consola',
  },
  notices: {
    'console-recovered': 'La última ejecución (proceso {{pid}}) terminó sin detenerse; se retomaron sus trabajos.',
    'port-in-use': 'El puerto {{port}} lo ocupa {{holder}}; se tomó uno libre en su lugar.',
  },
  notice: {
    'console-recovered':
      'La consola se cerró de golpe la última vez. Los trabajos que estaban en curso se han retomado.',
  },
};
