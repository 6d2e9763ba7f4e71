export const system = {
  headless: {
    running: 'O Atalaya {{version}} está em {{address}} (dados em {{folder}})',
    signIn: 'Entre uma única vez, em até dez minutos: {{url}}',
    unknownFlag: 'opção desconhecida: {{flag}}',
    flagNeedsValue: '{{flag}} precisa de um valor',
    flagTakesNoValue: '{{flag}} não aceita valor',
    otherPort: 'Outra porta: “--port 0” usa uma livre.',
    failed: 'não foi possível iniciar o console',
  },
  rescue: {
    kept: 'Uma cópia, tal como foi encontrado, fica guardada em {{copy}}',
    backup: 'A última cópia boa é de {{at}}: {{backup}}',
    noBackup: 'Ainda não há nenhuma cópia boa.',
    how: 'Para repará-lo ou trazer de volta essa cópia: atalaya restore --data-dir {{folder}}',
  },
  notices: {
    'database-read-only':
      'O banco de dados em {{folder}} só pode ser lido: dá para ver tudo e não dá para mudar nada. Dê a este usuário permissão de escrita ali e inicie de novo.',
    'database-damaged':
      'O banco de dados está danificado: {{detail}}. Pare o console e execute "atalaya restore": ele repara o que puder ser lido ou traz de volta a última cópia boa.',
    'console-recovered': 'A última execução (processo {{pid}}) terminou sem parar; os trabalhos dela foram retomados.',
    'port-moved': 'A porta {{port}} está ocupada por {{holder}}; este console está na {{own}}.',
    'port-moved-unknown': 'A porta {{port}} está ocupada por outro programa; este console está na {{own}}.',
  },
};
