export const settings = {
  title: 'Ajustes',
  search: 'Buscar en los ajustes',
  groups: 'Grupos de ajustes',
  noneMatch: 'Ningún ajuste coincide con «{{search}}»',
  clearSearch: 'Borrar la búsqueda',
  saved: '{{name}}: guardado',
  savedSecret: '{{name}}: guardado. Ya no se podrá leer.',
  lockedBy: 'Fijado por {{name}}',
  bootOnly: 'Solo con {{name}}',
  needsRestart: 'Requiere reiniciar',
  reset: 'Volver al valor por defecto: {{name}}',
  replace: 'Guardar',
  found: 'Automático',
  secretSet: 'Guardado, termina en {{last4}}. {{date}}',
  secretUnset: 'Sin valor.',
  secretStore: {
    keychain: 'Los secretos se guardan en el llavero del sistema.',
    file: 'Los secretos se guardan cifrados en la carpeta de datos.',
    unavailable: 'Los secretos no se pueden guardar en este equipo.',
  },
  unit: {
    minutes: 'minutos',
    hours: 'horas',
    seconds: 'segundos',
    days: 'días',
    megabytes: 'MB',
    gigabytes: 'GB',
  },
  group: {
    general: 'General',
    appearance: 'Apariencia',
    region: 'Idioma y región',
    queue: 'Cola',
    video: 'Vídeo',
    notifications: 'Notificaciones',
    network: 'Red',
    logs: 'Registros',
    advanced: 'Avanzado',
  },
  option: {
    failureNotice: {
      'first-and-final': 'El primero y el último',
      final: 'Solo el último',
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
      dark: 'Oscuro',
    },
    density: {
      compact: 'Compacta',
      standard: 'Normal',
      roomy: 'Amplia',
    },
    reducedMotion: {
      auto: 'Según el sistema',
      on: 'Siempre',
      off: 'Nunca',
    },
  },
  key: {
    dataDir: {
      label: 'Carpeta de datos',
      hint: 'Donde viven la base de datos, los registros y los secretos.',
    },
    headless: {
      label: 'Sin ventana propia',
      hint: 'La consola se sirve al navegador.',
    },
    noOpen: {
      label: 'No abrir el navegador',
      hint: 'Al arrancar sin ventana, solo se muestra el enlace.',
    },
    adminToken: {
      label: 'Token de administrador',
      hint: 'Para scripts y pruebas. Solo por variable de entorno.',
    },
    language: {
      label: 'Idioma',
      hint: 'De la ventana, los avisos y la bandeja.',
    },
    region: {
      label: 'Región',
      hint: 'Para números y fechas: «auto» o un código como es-MX, pt-BR o en-GB.',
    },
    theme: {
      label: 'Tema',
      hint: 'Automático sigue al sistema.',
    },
    density: {
      label: 'Densidad',
      hint: 'Altura de filas y controles.',
    },
    reducedMotion: {
      label: 'Reducir movimiento',
      hint: 'Sin transiciones; las barras avanzan a saltos.',
    },
    singleKeyShortcuts: {
      label: 'Atajos de una sola tecla',
      hint: 'Desactívalos si los disparas sin querer.',
    },
    closeToTray: {
      label: 'Cerrar a la bandeja',
      hint: 'Al cerrar la ventana, los trabajos siguen.',
    },
    launchAtLogin: {
      label: 'Arrancar con la sesión',
      hint: 'La consola se abre al entrar en el equipo.',
    },
    startHidden: {
      label: 'Arrancar oculta',
      hint: 'Solo el icono de la bandeja, sin ventana.',
    },
    keepAwake: {
      label: 'Mantener el equipo despierto',
      hint: 'Mientras haya trabajos en curso.',
    },
    refreshSeconds: {
      label: 'Refresco del panel',
      hint: 'Cada cuánto vuelve a preguntar el navegador; 0 lo desactiva.',
    },
    workers: {
      label: 'Workers',
      hint: 'Trabajos a la vez. Al bajar el número, los que corren terminan.',
    },
    videoAttempts: {
      label: 'Intentos por vídeo',
      hint: 'Después, el trabajo queda como fallido.',
    },
    stallSeconds: {
      label: 'Tiempo sin avance',
      hint: 'Pasado este tiempo, el intento se da por atascado.',
    },
    outputDir: {
      label: 'Carpeta de salida',
      hint: 'Vacía: una carpeta Atalaya en tus vídeos.',
    },
    ffmpegPath: {
      label: 'Ruta de ffmpeg',
      hint: 'Vacía: el del sistema o el incluido.',
    },
    ffprobePath: {
      label: 'Ruta de ffprobe',
      hint: 'Vacía: el del sistema o el incluido.',
    },
    ytdlpPath: {
      label: 'Ruta de yt-dlp',
      hint: 'Para enlaces a páginas. Vacía: el del sistema.',
    },
    encodeSlots: {
      label: 'Codificaciones a la vez',
      hint: '0: una por núcleo.',
    },
    maxSourceBytes: {
      label: 'Tamaño máximo de un vídeo',
      hint: 'Lo que pase de aquí se rechaza antes de descargar.',
    },
    defaultPreset: {
      label: 'Receta por defecto',
      hint: 'La que se usa si no eliges otra.',
    },
    waitingLimit: {
      label: 'Límite de espera',
      hint: 'Se avisa cuando esperan más trabajos que estos.',
    },
    failedLimit: {
      label: 'Límite de fallidos',
      hint: 'Se avisa cuando hay más trabajos fallidos sin dar por vistos.',
    },
    limitReminderMinutes: {
      label: 'Recordatorio del límite',
      hint: 'Mientras la cola siga por encima; 0: nunca.',
    },
    failureNotice: {
      label: 'Avisos de fallo',
      hint: 'Qué intentos fallidos de un trabajo se avisan.',
    },
    alertMaxAgeHours: {
      label: 'Caducidad de los avisos',
      hint: 'Lo que no se pudo avisar en este tiempo ya no se avisa.',
    },
    controlPort: {
      label: 'Puerto de control',
      hint: 'El de la API y la consola en el navegador.',
    },
    controlAddress: {
      label: 'Dirección de escucha',
      hint: '127.0.0.1: solo este equipo.',
    },
    compatPorts: {
      label: 'Puertos adicionales',
      hint: 'Uno por línea; sirven la misma API.',
    },
    allowPrivateTargets: {
      label: 'Destinos privados permitidos',
      hint: 'Uno por línea: máquina o máquina:puerto. El resto de direcciones privadas se rechaza.',
    },
    allowedHosts: {
      label: 'Nombres de máquina permitidos',
      hint: 'Uno por línea; con qué otros nombres se puede abrir la consola.',
    },
    logLevel: {
      label: 'Nivel de registro',
      hint: 'Lo que se escribe en los registros.',
    },
    logMaxBytes: {
      label: 'Tamaño por archivo de registro',
      hint: 'Después se empieza otro.',
    },
    logKeepDays: {
      label: 'Conservar registros',
      hint: 'Los más antiguos se borran.',
    },
  },
  about: {
    title: 'Acerca de',
    version: 'Versión {{version}}',
    host: 'Anfitrión',
    electron: 'aplicación de escritorio',
    headless: 'sin ventana, en el navegador',
    started: 'En marcha desde',
    data: 'Carpeta de datos',
    output: 'Carpeta de salida',
    licence: 'Licencia',
  },
};
