export const settings = {
  title: 'Ajustes',
  search: 'Buscar nos ajustes',
  groups: 'Grupos de ajustes',
  noneMatch: 'Nenhum ajuste corresponde a “{{search}}”',
  clearSearch: 'Limpar a busca',
  saved: '{{name}}: salvo',
  savedSecret: '{{name}}: salvo. Não poderá mais ser lido.',
  lockedBy: 'Definido por {{name}}',
  bootOnly: 'Só com {{name}}',
  needsRestart: 'Requer reinício',
  reset: 'Voltar ao valor padrão: {{name}}',
  replace: 'Salvar',
  found: 'Automático',
  secretSet: 'Salvo, termina em {{last4}}. {{date}}',
  secretUnset: 'Sem valor.',
  secretStore: {
    keychain: 'Os segredos ficam no chaveiro do sistema.',
    file: 'Os segredos ficam cifrados na pasta de dados.',
    unavailable: 'Não é possível guardar segredos neste computador.',
  },
  unit: {
    minutes: 'minutos',
    hours: 'horas',
    seconds: 'segundos',
    days: 'dias',
    megabytes: 'MB',
    gigabytes: 'GB',
  },
  group: {
    general: 'Geral',
    appearance: 'Aparência',
    region: 'Idioma e região',
    queue: 'Fila',
    video: 'Vídeo',
    notifications: 'Notificações',
    network: 'Rede',
    logs: 'Registros',
    advanced: 'Avançado',
  },
  option: {
    failureNotice: {
      'first-and-final': 'O primeiro e o último',
      final: 'Só o último',
      every: 'Todos',
    },
    language: {
      auto: 'Automático',
      es: 'Español',
      'pt-BR': 'Português (Brasil)',
      en: 'English',
    },
    theme: {
      auto: 'Automático',
      light: 'Claro',
      dark: 'Escuro',
    },
    density: {
      compact: 'Compacta',
      standard: 'Normal',
      roomy: 'Ampla',
    },
    reducedMotion: {
      auto: 'Conforme o sistema',
      on: 'Sempre',
      off: 'Nunca',
    },
  },
  key: {
    dataDir: {
      label: 'Pasta de dados',
      hint: 'Onde ficam o banco de dados, os registros e os segredos.',
    },
    headless: {
      label: 'Sem janela própria',
      hint: 'O console é servido ao navegador.',
    },
    noOpen: {
      label: 'Não abrir o navegador',
      hint: 'Ao iniciar sem janela, só mostra o link.',
    },
    adminToken: {
      label: 'Token de administrador',
      hint: 'Para scripts e testes. Só por variável de ambiente.',
    },
    language: {
      label: 'Idioma',
      hint: 'Da janela, dos avisos e da bandeja.',
    },
    region: {
      label: 'Região',
      hint: 'Para números e datas: “auto” ou um código como es-MX, pt-BR ou en-GB.',
    },
    theme: {
      label: 'Tema',
      hint: 'Automático segue o sistema.',
    },
    density: {
      label: 'Densidade',
      hint: 'Altura de linhas e controles.',
    },
    reducedMotion: {
      label: 'Reduzir movimento',
      hint: 'Sem transições; as barras avançam em passos.',
    },
    singleKeyShortcuts: {
      label: 'Atalhos de uma única tecla',
      hint: 'Desative se os aciona sem querer.',
    },
    closeToTray: {
      label: 'Fechar para a bandeja',
      hint: 'Ao fechar a janela, os trabalhos continuam.',
    },
    launchAtLogin: {
      label: 'Iniciar com a sessão',
      hint: 'O console abre ao entrar no computador.',
    },
    startHidden: {
      label: 'Iniciar oculta',
      hint: 'Só o ícone da bandeja, sem janela.',
    },
    keepAwake: {
      label: 'Manter o computador acordado',
      hint: 'Enquanto houver trabalhos em andamento.',
    },
    refreshSeconds: {
      label: 'Atualização do painel',
      hint: 'De quanto em quanto tempo o navegador pergunta de novo; 0 desativa.',
    },
    workers: {
      label: 'Workers',
      hint: 'Trabalhos ao mesmo tempo. Ao reduzir, os que estão rodando terminam.',
    },
    videoAttempts: {
      label: 'Tentativas por vídeo',
      hint: 'Depois disso, o trabalho fica como falho.',
    },
    stallSeconds: {
      label: 'Tempo sem avanço',
      hint: 'Depois desse tempo, a tentativa é considerada travada.',
    },
    outputDir: {
      label: 'Pasta de saída',
      hint: 'Vazia: uma pasta Atalaya nos seus vídeos.',
    },
    ffmpegPath: {
      label: 'Caminho do ffmpeg',
      hint: 'Vazio: o do sistema ou o incluído.',
    },
    ffprobePath: {
      label: 'Caminho do ffprobe',
      hint: 'Vazio: o do sistema ou o incluído.',
    },
    ytdlpPath: {
      label: 'Caminho do yt-dlp',
      hint: 'Para links de páginas. Vazio: o do sistema.',
    },
    encodeSlots: {
      label: 'Codificações ao mesmo tempo',
      hint: '0: uma por núcleo.',
    },
    maxSourceBytes: {
      label: 'Tamanho máximo de um vídeo',
      hint: 'O que passar disso é recusado antes de baixar.',
    },
    defaultPreset: {
      label: 'Receita padrão',
      hint: 'A usada quando você não escolhe outra.',
    },
    waitingLimit: {
      label: 'Limite de espera',
      hint: 'Avisa quando mais trabalhos do que estes esperam.',
    },
    failedLimit: {
      label: 'Limite de falhas',
      hint: 'Avisa quando há mais trabalhos com falha ainda não vistos.',
    },
    limitReminderMinutes: {
      label: 'Lembrete do limite',
      hint: 'Enquanto a fila continuar acima; 0: nunca.',
    },
    failureNotice: {
      label: 'Avisos de falha',
      hint: 'Quais tentativas com falha de um trabalho são avisadas.',
    },
    alertMaxAgeHours: {
      label: 'Validade dos avisos',
      hint: 'O que não pôde ser avisado nesse tempo não é mais avisado.',
    },
    controlPort: {
      label: 'Porta de controle',
      hint: 'A da API e do console no navegador.',
    },
    controlAddress: {
      label: 'Endereço de escuta',
      hint: '127.0.0.1: só este computador.',
    },
    compatPorts: {
      label: 'Portas adicionais',
      hint: 'Um por linha; servem a mesma API.',
    },
    allowPrivateTargets: {
      label: 'Destinos privados permitidos',
      hint: 'Um por linha: máquina ou máquina:porta. Os demais endereços privados são recusados.',
    },
    allowedHosts: {
      label: 'Nomes de host permitidos',
      hint: 'Um por linha; com quais outros nomes o console pode ser aberto.',
    },
    logLevel: {
      label: 'Nível de registro',
      hint: 'O que é escrito nos registros.',
    },
    logMaxBytes: {
      label: 'Tamanho por arquivo de registro',
      hint: 'Depois começa outro.',
    },
    logKeepDays: {
      label: 'Guardar registros',
      hint: 'Os mais antigos são apagados.',
    },
  },
  about: {
    title: 'Sobre',
    version: 'Versão {{version}}',
    host: 'Host',
    electron: 'aplicativo de desktop',
    headless: 'sem janela, no navegador',
    started: 'Em execução desde',
    data: 'Pasta de dados',
    output: 'Pasta de saída',
    licence: 'Licença',
  },
};
