export const system = {
  headless: {
    running: 'O Atalaya {{version}} está em {{address}} (dados em {{folder}})',
    signIn: 'Entre uma única vez, em até dez minutos: {{url}}',
    unknownFlag: 'opção desconhecida: {{flag}}',
    flagNeedsValue: '{{flag}} precisa de um valor',
    flagTakesNoValue: '{{flag}} não aceita valor',
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
    'port-in-use': 'A porta {{port}} está ocupada por {{holder}}; uma porta livre foi usada no lugar.',
  },
  notice: {
    'database-read-only':
      'Somente leitura: não é possível gravar no banco de dados em {{folder}}. Nada pode ser mudado até que este usuário possa gravar ali e o console seja iniciado de novo.',
    'database-damaged':
      'O banco de dados está danificado: {{detail}}. Pare o console e execute "atalaya restore": ele repara o que puder ser lido ou traz de volta a última cópia boa.',
    'console-recovered': 'O console foi encerrado de repente na última vez. Os trabalhos em andamento foram retomados.',
  },
};
