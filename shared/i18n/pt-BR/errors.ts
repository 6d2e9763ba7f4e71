/** Um texto para cada código de `shared/contract/errors.ts`: o que aconteceu e o que fazer. */
export const errors = {
  // requests
  'request-malformed': 'Não foi possível ler a requisição: {{reason}}. Confira como está escrita e envie de novo.',
  'request-invalid_one': 'Um valor não está certo. Corrija e envie a requisição de novo.',
  'request-invalid_many': '{{count}} de valores não estão certos. Corrija e envie a requisição de novo.',
  'request-invalid_other': '{{count}} valores não estão certos. Corrija e envie a requisição de novo.',
  'request-query-invalid_one': 'Um parâmetro do endereço não está certo. Corrija e tente de novo.',
  'request-query-invalid_many': '{{count}} de parâmetros do endereço não estão certos. Corrija e tente de novo.',
  'request-query-invalid_other': '{{count}} parâmetros do endereço não estão certos. Corrija e tente de novo.',
  'request-not-found': 'Não há nada em {{path}}. A lista de endereços está em /openapi.json.',
  'request-method-not-allowed': '{{method}} não funciona aqui. Use {{allowed}}.',
  'request-too-large': 'A requisição é grande demais: cabem no máximo {{limitBytes}}. Envie menos de cada vez.',
  'request-type-unsupported': 'Conteúdo do tipo {{type}} não é entendido aqui. Envie JSON.',
  'request-host-refused':
    'O console não responde por este nome. Use o endereço dele ou inclua o nome nos permitidos em Configurações.',
  'request-origin-refused': 'A requisição veio de outro site e foi recusada. Use a janela do próprio console.',
  'request-too-deep': 'A requisição tem níveis demais: no máximo {{limit}}. Deixe-a mais plana.',
  'request-too-many': 'Requisições demais em pouco tempo. Tente de novo em {{retryAfterSeconds}} s.',
  // access
  'auth-required': 'É preciso entrar primeiro. Abra o link de acesso que o console mostrou ou envie um token.',
  'auth-token-invalid': 'Este token não é conhecido aqui. Confira se foi copiado inteiro.',
  'auth-token-expired': 'Seu acesso expirou. Entre de novo para continuar.',
  'auth-link-used': 'Este link de acesso já foi usado ou expirou. Peça um novo ao console.',
  'auth-forbidden': 'Você não pode fazer isto: falta a permissão “{{scope}}”. Fale com quem cuida do console.',
  // jobs and queues
  'job-not-found': 'O trabalho {{id}} não está aqui. Talvez tenha sido excluído.',
  'job-state-conflict': 'O trabalho {{id}} agora está em “{{state}}”, e “{{action}}” não se aplica. Olhe de novo.',
  'job-duplicate': 'O trabalho {{id}} já faz exatamente isto. Não é preciso adicionar de novo.',
  'job-selection-empty': 'Nenhum trabalho corresponde a essa seleção. Escolha pelo menos um.',
  'job-cancelled': 'O trabalho {{id}} foi cancelado. Tente de novo se mudar de ideia.',
  'job-interrupted': 'O trabalho foi interrompido porque o console fechou. Ele continua sozinho, sem perder tentativa.',
  'job-handler-missing':
    'Nada aqui sabe trabalhar com a fila “{{queue}}”. Atualize o console e tente o trabalho de novo.',
  'job-payload-invalid': 'As instruções guardadas deste trabalho não estão certas: {{reason}}. Adicione-o de novo.',
  'job-crashed': 'O trabalho parou de forma inesperada: {{reason}}. Haverá outra tentativa.',
  'job-stalled': 'O trabalho ficou {{seconds}} s sem dar sinal de vida e foi parado. Haverá outra tentativa.',
  'queue-not-found': 'Não existe fila chamada “{{queue}}”. Confira o nome.',
  'queue-paused': 'A fila “{{queue}}” está em pausa. Retome-a para continuar.',
  'view-limit-reached': 'Você já tem {{limit}} visões salvas. Exclua uma para salvar outra.',
  'view-not-found': 'A visão salva “{{id}}” não está mais aqui.',
  // video sources
  'video-source-not-found': 'Não há arquivo em {{path}}. Confira se não foi movido ou renomeado.',
  'video-source-not-file': '{{path}} não é um arquivo. Escolha um vídeo, não uma pasta nem um dispositivo.',
  'video-source-unreadable': 'Não é possível ler {{path}}. Confira as permissões do arquivo.',
  'video-source-empty': '{{path}} está vazio. Copie ou exporte o vídeo de novo.',
  'video-source-not-video': 'Isto não é um vídeo, parece {{detected}}. Escolha outro arquivo.',
  'video-source-no-duration': 'Este vídeo não tem duração: talvez a gravação tenha sido cortada. Tente outra cópia.',
  'video-source-too-large':
    'Este vídeo tem {{sizeBytes}} e o limite é {{limitBytes}}. Aumente o limite em Configurações ou use um menor.',
  'video-source-too-many-pixels': 'Uma imagem de {{width}} × {{height}} é mais do que se pode editar. Reduza antes.',
  'video-source-kind-unknown': '“{{value}}” não é arquivo nem link. Use um caminho completo ou um endereço http(s).',
  'video-name-invalid': 'Este nome não pode ser usado: {{reason}}. Escolha outro.',
  // downloads
  'download-address-refused':
    '{{host}} é um endereço de rede privada e nada é baixado dele. Se você confia, permita-o em Configurações.',
  'download-url-invalid': '“{{url}}” não é um link que se possa baixar. Use um endereço http ou https completo.',
  'download-http-status': 'O servidor respondeu com o erro {{status}}. Haverá outra tentativa mais tarde.',
  'download-gone': 'O vídeo não está mais lá (o servidor respondeu {{status}}). Procure um link novo.',
  'download-redirect-limit': 'O link nos redirecionou mais de {{limit}} vezes. Copie o endereço final do vídeo.',
  'download-html': 'O link leva a uma página da web, não a um vídeo. Copie o endereço do próprio arquivo de vídeo.',
  'download-empty': 'O servidor enviou um arquivo vazio. Confira o link.',
  'download-cut':
    'O download caiu em {{receivedBytes}} de {{expectedBytes}}. Na próxima tentativa continua desse ponto.',
  'download-too-large': 'O vídeo deste link passa do limite de {{limitBytes}}. Você pode aumentá-lo em Configurações.',
  'download-changed': 'O vídeo mudou no servidor no meio do download. Ele começa de novo desde o início.',
  'download-timeout': 'O servidor ficou {{seconds}} s sem enviar nada. Haverá outra tentativa.',
  'download-network': 'Não foi possível chegar ao servidor: {{reason}}. Confira a conexão; haverá outra tentativa.',
  'ytdlp-missing':
    'Links de páginas precisam do programa yt-dlp, que não está instalado. Instale-o de github.com/yt-dlp/yt-dlp ou informe o caminho em Configurações.',
  'ytdlp-failed': 'O yt-dlp não conseguiu obter o vídeo: {{reason}}. Atualizar o yt-dlp costuma ajudar.',
  // recipes
  'recipe-invalid': 'O passo {{step}} da receita não está certo: {{reason}}. Corrija e adicione o vídeo de novo.',
  'recipe-step-unknown': 'A receita tem um passo “{{step}}” que esta versão não conhece. Remova-o ou atualize.',
  'recipe-trim-outside':
    'O corte começa em {{startSeconds}} s, mas o vídeo dura só {{durationSeconds}} s. Escolha um início anterior.',
  'recipe-nothing-left': 'Depois dos cortes não sobra nada do vídeo. Alivie o limiar de silêncio ou o recorte.',
  'recipe-size-unreachable': 'Este vídeo não cabe em {{maxBytes}} com qualidade aceitável. Permita mais ou encurte-o.',
  'captions-invalid': 'Não dá para ler as legendas na linha {{line}}: {{reason}}. Corrija o arquivo SRT.',
  'logo-invalid': 'A imagem {{path}} não serve como logotipo. Use um arquivo PNG, JPEG ou WebP.',
  'preset-not-found': 'Não existe predefinição chamada “{{id}}”. Escolha outra.',
  'preset-shipped': '“{{id}}” vem com o console e não pode ser alterada. Salve a sua versão com outro nome.',
  'preset-file-invalid': 'Não é possível ler este arquivo de predefinição: {{reason}}. Exporte-o de novo.',
  // ffmpeg
  'ffmpeg-missing':
    'O ffmpeg não foi encontrado, e sem ele nenhum vídeo pode ser editado. Instale-o (ffmpeg.org) ou informe o caminho em Configurações.',
  'ffmpeg-not-executable': 'O arquivo {{path}} não pode ser executado como ffmpeg. Confira o caminho e as permissões.',
  'ffmpeg-failed': 'O ffmpeg parou com o código {{code}}: {{reason}}. O registro da tentativa conta mais.',
  'ffmpeg-killed': 'O ffmpeg foi encerrado de fora ({{signal}}), talvez por falta de memória. Haverá outra tentativa.',
  'ffmpeg-stalled': 'O ffmpeg ficou {{seconds}} s sem avançar e foi parado. Haverá outra tentativa.',
  'output-invalid': 'O vídeo pronto não passou na verificação: {{reason}}. Não foi guardado; haverá outra tentativa.',
  'output-folder-unwritable': 'Não é possível gravar na pasta {{path}}. Confira as permissões ou escolha outra.',
  // disk and database
  'disk-full':
    'O disco de {{path}} está cheio: há {{freeBytes}} livres e são necessários {{neededBytes}}. Libere espaço e tudo continua.',
  'database-read-only':
    'No momento o banco de dados só pode ser lido, então nada pode ser alterado. Veja a causa em Serviços.',
  'database-damaged':
    'O banco de dados está danificado: {{reason}}. Nada foi sobrescrito; restaure a última cópia da pasta de backups.',
  'database-newer':
    'O banco de dados foi gravado por uma versão mais nova ({{found}}; esta conhece {{supported}}). Atualize o console para abri-lo.',
  'database-emptied':
    'O banco de dados estava aqui e agora sumiu ou está vazio. Nada foi criado no lugar; restaure o último backup.',
  'database-busy': 'Outro programa (processo {{pid}}) está usando o banco de dados. Feche-o e tente de novo.',
  // uploads and media
  'upload-not-found': 'O envio {{id}} não é conhecido ou expirou. Comece de novo.',
  'upload-offset-mismatch': 'O envio continua no byte {{expected}}, não no {{got}}. Consulte o estado e siga dali.',
  'upload-incomplete': 'O envio {{id}} ainda não está completo. Espere ele terminar.',
  'upload-limit-reached': 'No máximo {{limit}} envios podem ocorrer ao mesmo tempo. Espere um terminar.',
  'media-not-found': 'O trabalho {{id}} não tem esse arquivo. Talvez tenha sido movido ou excluído.',
  'media-range-invalid': 'A parte pedida fica fora do arquivo, que tem {{sizeBytes}}. Carregue-o de novo.',
  // settings, logs, services, system
  'setting-unknown': 'Não existe configuração chamada “{{key}}”. Confira como está escrita.',
  'setting-invalid': 'O valor de {{key}} não está certo: {{reason}}. Corrija e tente de novo.',
  'setting-locked': '“{{key}}” está fixada por {{variable}}. Altere lá e reinicie o console.',
  'secrets-unavailable':
    'O cofre de senhas e tokens não pode ser aberto: {{reason}}. O console continua; digite os segredos de novo em Configurações.',
  'log-file-unknown': 'Não existe arquivo de registro chamado “{{file}}”. Escolha um da lista.',
  'service-not-found': 'Não existe serviço chamado “{{name}}”. Escolha um da lista.',
  'service-broken': 'Este serviço parou de funcionar ({{reason}}). Ele reinicia sozinho; o detalhe está em Registros.',
  'service-stopped': 'O serviço “{{name}}” está parado. Inicie-o em Serviços.',
  'port-forbidden': 'Esta conta não pode abrir a porta {{port}}. Escolha uma acima de 1023 em Configurações.',
  'port-in-use':
    'A porta {{port}} já está em uso por {{holder}}. Feche esse programa ou escolha outra porta em Configurações.',
  'console-stopping': 'O console está fechando e não aceita nada novo. Tente de novo quando ele tiver iniciado.',
  'console-unreachable': 'O console não responde. Inicie-o com “atalaya start”.',
  'console-already-running': 'O console já está aberto aqui (processo {{pid}}). Use esse ou feche-o primeiro.',
  'system-action-unavailable': '“{{action}}” não é possível neste computador. Funciona no aplicativo de desktop.',
  'internal-error': 'Algo falhou dentro do console. Os detalhes estão nos registros, com o rastro deste erro.',

  /** In place of a name that this system does not tell. */
  unknownHolder: 'outro programa',
  reasons: {
    unexpected: 'erro inesperado',
    'not-json': 'não é JSON válido',
    'not-utf8': 'não é texto UTF-8 válido',
    'wrong-type': 'precisa ser do tipo {{value}}',
    'too-small': 'precisa ser no mínimo {{value}}',
    'too-big': 'precisa ser no máximo {{value}}',
    'too-short': 'precisa de pelo menos {{value}} caracteres',
    'too-long': 'pode ter no máximo {{value}} caracteres',
    'too-few': 'precisa de pelo menos {{value}} itens',
    'too-many': 'pode ter no máximo {{value}} itens',
    'wrong-format': 'não está escrito na forma esperada',
    'not-an-option': 'precisa ser um destes: {{value}}',
    'unknown-keys': 'tem campos que não são conhecidos aqui: {{value}}',
    'not-a-multiple': 'precisa ser múltiplo de {{value}}',
    invalid: 'o valor não é aceito',
    'folder-missing': 'a pasta não existe',
    'key-unreadable': 'não dá para ler o arquivo de chave',
    tampered: 'o arquivo foi alterado por fora ou está danificado',
    'keychain-locked': 'o chaveiro do sistema está bloqueado ou não existe',
    'boot-only': 'só pode ser informada com {{value}} ao iniciar o console',
  },
};
