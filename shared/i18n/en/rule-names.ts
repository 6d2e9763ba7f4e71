/** The rules that ship with the console, by their keys. */
export const ruleNames = {
  processing_started: 'Video started',
  processing_completed: 'Video finished',
  processing_failed: 'Video failed',
  processing_failed_retrying: 'Attempt failed, another will come',
  queue_status: 'Queue above its limit',
  daily_summary: 'Daily summary',
  'queue-long': 'Alert: too many are waiting',
  'failures-in-a-row': 'Alert: three failures in a row',
  'delivery-dead': 'Alert: a message did not arrive',
  'service-failed': 'Alert: a service failed',
  'access-refused': 'Alert: access refused',
};
