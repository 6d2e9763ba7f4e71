export const system = {
  headless: {
    running: 'Atalaya {{version}} funciona en {{address}} (datos en {{folder}})',
    signIn: 'Entra una sola vez, antes de diez minutos: {{url}}',
    unknownFlag: 'opción desconocida: {{flag}}',
    flagNeedsValue: '{{flag}} necesita un valor',
    flagTakesNoValue: '{{flag}} no admite ningún valor',
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
    'port-in-use': 'El puerto {{port}} lo ocupa {{holder}}; se tomó uno libre en su lugar.',
  },
  notice: {
    'database-read-only':
      'Solo lectura: no se puede escribir en la base de datos de {{folder}}. Nada se puede cambiar hasta que este usuario pueda escribir ahí y la consola arranque de nuevo.',
    'database-damaged':
      'La base de datos está dañada: {{detail}}. Detén la consola y ejecuta «atalaya restore»: repara lo que se pueda leer o recupera la última copia buena.',
    'console-recovered':
      'La consola se cerró de golpe la última vez. Los trabajos que estaban en curso se han retomado.',
  },
};
