export const system = {
  headless: {
    running: 'O Atalaya {{version}} está em {{address}} (dados em {{folder}})',
    signIn: 'Entre uma única vez, em até dez minutos: {{url}}',
    unknownFlag: 'opção desconhecida: {{flag}}',
    flagNeedsValue: '{{flag}} precisa de um valor',
    flagTakesNoValue: '{{flag}} não aceita valor',
    failed: 'não foi possível iniciar o console',
  },
  notices: {
    'console-recovered': 'A última execução (processo {{pid}}) terminou sem parar; os trabalhos dela foram retomados.',
    'port-in-use': 'A porta {{port}} está ocupada por {{holder}}; uma porta livre foi usada no lugar.',
  },
  notice: {
    'console-recovered': 'O console foi encerrado de repente na última vez. Os trabalhos em andamento foram retomados.',
  },
};
