/** Un texto por cada código de `shared/contract/errors.ts`: qué ha pasado y qué se puede hacer. */
export const errors = {
  // requests
  'request-malformed': 'No se pudo leer la petición: {{reason}}. Revisa cómo está escrita y envíala otra vez.',
  'request-invalid_one': 'Hay un valor que no es correcto. Corrígelo y envía la petición otra vez.',
  'request-invalid_many': 'Hay {{count}} de valores que no son correctos. Corrígelos y envía la petición otra vez.',
  'request-invalid_other': 'Hay {{count}} valores que no son correctos. Corrígelos y envía la petición otra vez.',
  'request-query-invalid_one': 'Un parámetro de la dirección no es correcto. Corrígelo e inténtalo de nuevo.',
  'request-query-invalid_many':
    '{{count}} de parámetros de la dirección no son correctos. Corrígelos e inténtalo de nuevo.',
  'request-query-invalid_other':
    '{{count}} parámetros de la dirección no son correctos. Corrígelos e inténtalo de nuevo.',
  'request-not-found': 'No hay nada en {{path}}. La lista de direcciones está en /openapi.json.',
  'request-method-not-allowed': '{{method}} no funciona aquí. Usa {{allowed}}.',
  'request-too-large': 'La petición es demasiado grande: caben como mucho {{limitBytes}}. Envía menos de una vez.',
  'request-type-unsupported': 'Aquí no se entiende el contenido de tipo {{type}}. Envía JSON.',
  'request-host-refused':
    'La consola no responde con este nombre. Usa su propia dirección o añade el nombre a los permitidos en Ajustes.',
  'request-origin-refused': 'La petición venía de otro sitio web y se rechazó. Usa la ventana de la consola.',
  'request-too-deep': 'La petición tiene demasiados niveles: como mucho {{limit}}. Hazla más plana.',
  'request-too-many': 'Demasiadas peticiones seguidas. Inténtalo de nuevo en {{retryAfterSeconds}} s.',
  // access
  'auth-required': 'Primero hay que iniciar sesión. Abre el enlace de acceso que mostró la consola o envía un token.',
  'auth-token-invalid': 'Este token no se conoce aquí. Comprueba que se copió entero.',
  'auth-token-expired': 'Tu sesión ha caducado. Vuelve a entrar para seguir.',
  'auth-link-used': 'Este enlace de acceso ya se usó o ha caducado. Pide uno nuevo a la consola.',
  'auth-forbidden': 'No puedes hacer esto: hace falta el permiso «{{scope}}». Habla con quien administra la consola.',
  // jobs and queues
  'job-not-found': 'El trabajo {{id}} no está. Puede que se haya eliminado.',
  'job-state-conflict':
    'El trabajo {{id}} está ahora en «{{state}}», así que «{{action}}» no se puede aplicar. Míralo otra vez.',
  'job-duplicate': 'El trabajo {{id}} ya hace exactamente esto. No hace falta añadirlo de nuevo.',
  'job-selection-empty': 'Ningún trabajo coincide con esa selección. Elige al menos uno.',
  'job-cancelled': 'El trabajo {{id}} se canceló. Reinténtalo si al final lo quieres.',
  'job-interrupted': 'El trabajo se interrumpió porque la consola se cerró. Sigue solo y no pierde ningún intento.',
  'job-handler-missing':
    'Nada aquí sabe trabajar con la cola «{{queue}}». Actualiza la consola y reintenta el trabajo.',
  'job-payload-invalid': 'Las instrucciones guardadas de este trabajo no son correctas: {{reason}}. Añádelo otra vez.',
  'job-crashed': 'El trabajo se detuvo de forma inesperada: {{reason}}. Se volverá a intentar.',
  'job-stalled': 'El trabajo no dio señales de vida en {{seconds}} s y se detuvo. Se volverá a intentar.',
  'queue-not-found': 'No hay ninguna cola llamada «{{queue}}». Revisa el nombre.',
  'queue-paused': 'La cola «{{queue}}» está en pausa. Reanúdala para seguir.',
  'view-limit-reached': 'Ya tienes {{limit}} vistas guardadas. Elimina una para guardar otra.',
  'view-not-found': 'La vista guardada «{{id}}» ya no está.',
  // video sources
  'video-source-not-found': 'No hay ningún archivo en {{path}}. Comprueba que no se haya movido ni cambiado de nombre.',
  'video-source-not-file': '{{path}} no es un archivo. Elige un vídeo, no una carpeta ni un dispositivo.',
  'video-source-unreadable': 'No se puede leer {{path}}. Revisa los permisos del archivo.',
  'video-source-empty': '{{path}} está vacío. Copia o exporta el vídeo otra vez.',
  'video-source-not-video': 'Esto no es un vídeo, parece {{detected}}. Elige otro archivo.',
  'video-source-no-duration': 'Este vídeo no tiene duración: quizá la grabación se cortó. Prueba con otra copia.',
  'video-source-too-large':
    'Este vídeo ocupa {{sizeBytes}} y el límite es {{limitBytes}}. Sube el límite en Ajustes o usa uno más pequeño.',
  'video-source-too-many-pixels':
    'Una imagen de {{width}} × {{height}} es más de lo que se puede editar. Redúcela antes.',
  'video-source-kind-unknown':
    '«{{value}}» no es un archivo ni un enlace. Usa una ruta completa o una dirección http(s).',
  'video-name-invalid': 'Este nombre no se puede usar: {{reason}}. Elige otro.',
  // downloads
  'download-address-refused':
    '{{host}} es una dirección de red privada y no se descarga nada de ella. Si te fías, permítela en Ajustes.',
  'download-url-invalid': '«{{url}}» no es un enlace que se pueda descargar. Usa una dirección http o https completa.',
  'download-http-status': 'El servidor respondió con el error {{status}}. Se volverá a intentar más tarde.',
  'download-gone': 'El vídeo ya no está (el servidor respondió {{status}}). Busca un enlace nuevo.',
  'download-redirect-limit': 'El enlace nos redirigió más de {{limit}} veces. Copia la dirección final del vídeo.',
  'download-html': 'El enlace lleva a una página web, no a un vídeo. Copia la dirección del propio archivo de vídeo.',
  'download-empty': 'El servidor envió un archivo vacío. Revisa el enlace.',
  'download-cut':
    'La descarga se cortó tras {{receivedBytes}}. El próximo intento sigue desde ahí si el servidor lo permite.',
  'download-too-large': 'El vídeo de este enlace supera el límite de {{limitBytes}}. Puedes subirlo en Ajustes.',
  'download-changed': 'El vídeo cambió en el servidor a mitad de la descarga. Empieza otra vez desde el principio.',
  'download-timeout': 'El servidor no envió nada en {{seconds}} s. Se volverá a intentar.',
  'download-network': 'No se pudo llegar al servidor: {{reason}}. Revisa la conexión; se volverá a intentar.',
  'ytdlp-missing':
    'Para enlaces a páginas hace falta el programa yt-dlp, que no está instalado. Instálalo desde github.com/yt-dlp/yt-dlp o indica su ruta en Ajustes.',
  'ytdlp-failed': 'yt-dlp no pudo obtener el vídeo: {{reason}}. Actualizar yt-dlp suele ayudar.',
  // recipes
  'recipe-invalid': 'El paso {{step}} de la receta no es correcto: {{reason}}. Corrígelo y añade el vídeo otra vez.',
  'recipe-step-unknown': 'La receta tiene un paso «{{step}}» que esta versión no conoce. Quítalo o actualiza.',
  'recipe-trim-outside':
    'El corte empieza en {{startSeconds}} s, pero el vídeo solo dura {{durationSeconds}} s. Elige un inicio anterior.',
  'recipe-nothing-left': 'Después de los cortes no queda nada del vídeo. Suaviza el umbral de silencio o el recorte.',
  'recipe-size-unreachable': 'Este vídeo no cabe en {{maxBytes}} con una calidad aceptable. Permite más o acórtalo.',
  'captions-invalid': 'No se pueden leer los subtítulos en la línea {{line}}: {{reason}}. Corrige el archivo SRT.',
  'logo-invalid': 'La imagen {{path}} no sirve como logotipo. Usa un archivo PNG, JPEG o WebP.',
  'preset-not-found': 'No hay ningún preajuste llamado «{{id}}». Elige otro.',
  'preset-shipped': '«{{id}}» viene con la consola y no se puede cambiar. Guarda tu versión con otro nombre.',
  'preset-file-invalid': 'No se puede leer este archivo de preajuste: {{reason}}. Expórtalo otra vez.',
  // ffmpeg
  'ffmpeg-missing':
    'No se encontró ffmpeg, y sin él no se puede editar ningún vídeo. Instálalo (ffmpeg.org) o indica su ruta en Ajustes.',
  'ffmpeg-not-executable': 'El archivo {{path}} no se puede ejecutar como ffmpeg. Revisa la ruta y sus permisos.',
  'ffmpeg-failed': 'ffmpeg se detuvo con el código {{code}}: {{reason}}. El registro del intento cuenta más.',
  'ffmpeg-killed': 'ffmpeg se cerró desde fuera ({{signal}}), quizá por falta de memoria. Se volverá a intentar.',
  'ffmpeg-stalled': 'ffmpeg no avanzó en {{seconds}} s y se detuvo. Se volverá a intentar.',
  'output-invalid': 'El vídeo terminado no pasó la comprobación: {{reason}}. No se guardó; se volverá a intentar.',
  'output-folder-unwritable': 'No se puede escribir en la carpeta {{path}}. Revisa sus permisos o elige otra.',
  // disk and database
  'disk-full':
    'El disco de {{path}} está lleno: hay {{freeBytes}} libres y hacen falta {{neededBytes}}. Libera espacio y seguirá.',
  'disk-full_unknown': 'El disco de {{path}} está lleno. Haz sitio y seguirá.',
  'database-read-only':
    'Ahora la base de datos solo se puede leer, así que nada se puede cambiar. Mira la causa en Servicios.',
  'database-damaged':
    'La base de datos está dañada: {{reason}}. No se sobrescribió nada; restaura la última copia de la carpeta de copias.',
  'database-newer':
    'La base de datos la escribió una versión posterior ({{found}}; esta conoce {{supported}}). Actualiza la consola para abrirla.',
  'database-emptied':
    'La base de datos estaba aquí y ahora falta o está vacía. No se creó nada en su lugar; restaura la última copia.',
  'database-busy': 'Otro programa (proceso {{pid}}) está usando la base de datos. Ciérralo e inténtalo de nuevo.',
  // uploads and media
  'upload-not-found': 'La subida {{id}} no se conoce o ha caducado. Empiézala otra vez.',
  'upload-offset-mismatch':
    'La subida sigue en el byte {{expected}}, no en el {{got}}. Consulta su estado y continúa ahí.',
  'upload-incomplete': 'La subida {{id}} aún no está completa. Deja que termine.',
  'upload-limit-reached': 'Como mucho puede haber {{limit}} subidas a la vez. Espera a que termine una.',
  'media-not-found': 'El trabajo {{id}} no tiene ese archivo. Puede que se haya movido o eliminado.',
  'media-range-invalid': 'La parte pedida queda fuera del archivo, que tiene {{sizeBytes}}. Cárgalo otra vez.',
  // settings, logs, services, system
  'setting-unknown': 'No hay ningún ajuste llamado «{{key}}». Revisa cómo está escrito.',
  'setting-invalid': 'El valor de {{key}} no es correcto: {{reason}}. Corrígelo e inténtalo de nuevo.',
  'setting-locked': '«{{key}}» está fijado por {{variable}}. Cámbialo allí y reinicia la consola.',
  'secrets-unavailable':
    'No se puede abrir la caja de contraseñas y tokens: {{reason}}. La consola sigue; vuelve a escribir los secretos en Ajustes.',
  'log-file-unknown': 'No hay ningún archivo de registro llamado «{{file}}». Elige uno de la lista.',
  'service-not-found': 'No hay ningún servicio llamado «{{name}}». Elige uno de la lista.',
  'port-in-use': 'El puerto {{port}} ya lo usa {{holder}}. Cierra ese programa o elige otro puerto en Ajustes.',
  'console-stopping': 'La consola se está cerrando y no acepta nada nuevo. Inténtalo cuando haya arrancado.',
  'console-unreachable': 'La consola no responde. Iníciala con «atalaya start».',
  'console-already-running': 'La consola ya está abierta aquí (proceso {{pid}}). Usa esa o ciérrala primero.',
  'system-action-unavailable': '«{{action}}» no es posible en este equipo. Funciona en la aplicación de escritorio.',
  'internal-error': 'Algo falló dentro de la consola. Los detalles están en los registros, con la traza de este error.',

  reasons: {
    'not-json': 'no es JSON válido',
    'not-utf8': 'no es texto UTF-8 válido',
    'wrong-type': 'tiene que ser de tipo {{value}}',
    'too-small': 'tiene que ser al menos {{value}}',
    'too-big': 'tiene que ser como mucho {{value}}',
    'too-short': 'necesita al menos {{value}} caracteres',
    'too-long': 'puede tener como mucho {{value}} caracteres',
    'too-few': 'necesita al menos {{value}} elementos',
    'too-many': 'puede tener como mucho {{value}} elementos',
    'wrong-format': 'no está escrito en la forma esperada',
    'not-an-option': 'tiene que ser uno de estos: {{value}}',
    'unknown-keys': 'tiene campos que aquí no se conocen: {{value}}',
    'not-a-multiple': 'tiene que ser múltiplo de {{value}}',
    invalid: 'no se acepta el valor',
    'folder-missing': 'la carpeta no existe',
    'key-unreadable': 'no se puede leer su archivo de clave',
    tampered: 'su archivo se cambió desde fuera o está dañado',
    'keychain-locked': 'el llavero del sistema está bloqueado o no existe',
    'boot-only': 'solo se puede indicar con {{value}} al arrancar la consola',
    'upload-offset': 'su cabecera Upload-Offset falta o no es un número',
    twice: 'solo puede aparecer una vez',
    'end-before-start': 'su final está antes de su comienzo',
    'duplicate-id': 'dos preajustes llevan el mismo identificador',
    'srt-source': 'indica el texto o un archivo, uno de los dos',
    'srt-unreadable': 'no se puede leer el archivo',
    'srt-too-large': 'el archivo es demasiado grande',
    'srt-empty': 'no contiene subtítulos',
    'srt-number': 'se esperaba un número o un tiempo',
    'srt-time': 'el tiempo no está escrito como 00:00:01,000 --> 00:00:02,000',
    'srt-order': 'el final no va después del comienzo',
    'srt-text': 'falta el texto',
    'no-picture': 'no tiene imagen',
    'no-sound': 'le falta el sonido',
    unreadable: 'no se puede leer',
    'no-file': 'no dejó ningún archivo',
    taken: 'todas sus variantes están ocupadas',
  },

  detected: {
    playlist: 'una lista de reproducción',
    html: 'una página web',
    xml: 'un documento XML',
    zip: 'un archivo ZIP',
    pdf: 'un documento PDF',
    picture: 'una imagen',
    audio: 'sonido sin imagen',
    text: 'texto',
    'no-picture': 'un archivo sin imagen',
    'many-streams': 'un archivo con demasiadas pistas',
    unknown: 'otra cosa o un archivo dañado',
  },
};
