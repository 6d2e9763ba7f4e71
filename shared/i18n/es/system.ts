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
  rescue: {
    kept: 'Se guarda una copia tal como se encontró en {{copy}}',
    backup: 'La última copia buena es de {{at}}: {{backup}}',
    noBackup: 'Todavía no hay ninguna copia buena.',
    how: 'Para repararla o recuperar esa copia: atalaya restore --data-dir {{folder}}',
  },
  notices: {
    'database-read-only':
      'La base de datos de {{folder}} solo se puede leer: se puede mirar todo y no se puede cambiar nada. Da a este usuario permiso para escribir ahí y vuelve a arrancar.',
    'database-damaged':
      'La base de datos está dañada: {{detail}}. Detén la consola y ejecuta «atalaya restore»: repara lo que se pueda leer o recupera la última copia buena.',
    'console-recovered': 'La última ejecución (proceso {{pid}}) terminó sin detenerse; se retomaron sus trabajos.',
    'port-moved': 'El puerto {{port}} lo ocupa {{holder}}; esta consola está en el {{own}}.',
    'port-moved-unknown': 'El puerto {{port}} lo ocupa otro programa; esta consola está en el {{own}}.',
  },
};
