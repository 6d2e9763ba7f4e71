/** The rules that ship with the console, by their keys. */
export const ruleNames = {
  processing_started: 'Vídeo iniciado',
  processing_completed: 'Vídeo concluído',
  processing_failed: 'Vídeo com falha',
  processing_failed_retrying: 'Tentativa com falha, haverá outra',
  queue_status: 'Fila acima do limite',
  daily_summary: 'Resumo diário',
  'queue-long': 'Alerta: itens demais em espera',
  'failures-in-a-row': 'Alerta: três falhas seguidas',
  'delivery-dead': 'Alerta: uma mensagem não chegou',
  'service-failed': 'Alerta: um serviço falhou',
  'access-refused': 'Alerta: acesso recusado',
};
