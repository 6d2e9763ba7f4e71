/** The rules that ship with the console, by their keys. */
export const ruleNames = {
  processing_started: 'Vídeo empezado',
  processing_completed: 'Vídeo terminado',
  processing_failed: 'Vídeo fallido',
  processing_failed_retrying: 'Intento fallido, habrá otro',
  queue_status: 'Cola por encima de su límite',
  daily_summary: 'Resumen diario',
  'queue-long': 'Alerta: demasiados en espera',
  'failures-in-a-row': 'Alerta: tres fallos seguidos',
  'delivery-dead': 'Alerta: un mensaje no llegó',
  'service-failed': 'Alerta: un servicio falló',
  'access-refused': 'Alerta: acceso rechazado',
};
