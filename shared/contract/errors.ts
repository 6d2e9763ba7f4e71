/**
 * The catalogue of errors. A code is `area-what` and is never reused once retired. Each has its texts in
 * `shared/i18n/<language>/errors.ts` under the same code; `params` names what the texts may use.
 * `retry`: whether trying the same thing again later can help (`lasting` errors end a job at once).
 */
interface ErrorSpec {
  readonly status: number;
  readonly params: readonly string[];
  readonly retry?: 'later' | 'lasting';
}

const catalogue = {
  // requests
  'request-malformed': { status: 400, params: ['reason'] },
  'request-invalid': { status: 422, params: ['count'] },
  'request-query-invalid': { status: 400, params: ['count'] },
  'request-not-found': { status: 404, params: ['path'] },
  'request-method-not-allowed': { status: 405, params: ['method', 'allowed'] },
  'request-too-large': { status: 413, params: ['limitBytes'] },
  'request-type-unsupported': { status: 415, params: ['type'] },
  'request-host-refused': { status: 421, params: [] },
  'request-origin-refused': { status: 403, params: [] },
  'request-too-deep': { status: 400, params: ['limit'] },
  'request-too-many': { status: 429, params: ['retryAfterSeconds'] },
  // access
  'auth-required': { status: 401, params: [] },
  'auth-token-invalid': { status: 401, params: [] },
  'auth-token-expired': { status: 401, params: [] },
  'auth-link-used': { status: 401, params: [] },
  'auth-forbidden': { status: 403, params: ['scope'] },
  // jobs and queues
  'job-not-found': { status: 404, params: ['id'] },
  'job-state-conflict': { status: 409, params: ['id', 'state', 'action'] },
  'job-duplicate': { status: 409, params: ['id'] },
  'job-selection-empty': { status: 422, params: [] },
  'job-cancelled': { status: 409, params: ['id'], retry: 'lasting' },
  'job-interrupted': { status: 503, params: [], retry: 'later' },
  'job-handler-missing': { status: 500, params: ['queue'], retry: 'lasting' },
  'job-payload-invalid': { status: 422, params: ['reason'], retry: 'lasting' },
  'job-crashed': { status: 500, params: ['reason'], retry: 'later' },
  'job-stalled': { status: 504, params: ['seconds'], retry: 'later' },
  'queue-not-found': { status: 404, params: ['queue'] },
  'queue-paused': { status: 409, params: ['queue'] },
  'view-limit-reached': { status: 409, params: ['limit'] },
  'view-not-found': { status: 404, params: ['id'] },
  // video sources
  'video-source-not-found': { status: 404, params: ['path'], retry: 'lasting' },
  'video-source-not-file': { status: 422, params: ['path'], retry: 'lasting' },
  'video-source-unreadable': { status: 422, params: ['path'], retry: 'lasting' },
  'video-source-empty': { status: 422, params: ['path'], retry: 'lasting' },
  'video-source-not-video': { status: 422, params: ['detected'], retry: 'lasting' },
  'video-source-no-duration': { status: 422, params: [], retry: 'lasting' },
  'video-source-too-large': { status: 413, params: ['sizeBytes', 'limitBytes'], retry: 'lasting' },
  'video-source-too-many-pixels': { status: 422, params: ['width', 'height'], retry: 'lasting' },
  'video-source-kind-unknown': { status: 422, params: ['value'], retry: 'lasting' },
  'video-name-invalid': { status: 422, params: ['reason'], retry: 'lasting' },
  // downloads
  'download-address-refused': { status: 422, params: ['host'], retry: 'lasting' },
  'download-url-invalid': { status: 422, params: ['url'], retry: 'lasting' },
  'download-http-status': { status: 502, params: ['status'], retry: 'later' },
  'download-gone': { status: 404, params: ['status'], retry: 'lasting' },
  'download-redirect-limit': { status: 502, params: ['limit'], retry: 'lasting' },
  'download-html': { status: 422, params: [], retry: 'lasting' },
  'download-empty': { status: 422, params: [], retry: 'lasting' },
  'download-cut': { status: 502, params: ['receivedBytes', 'expectedBytes'], retry: 'later' },
  'download-too-large': { status: 413, params: ['limitBytes'], retry: 'lasting' },
  'download-changed': { status: 409, params: [], retry: 'later' },
  'download-timeout': { status: 504, params: ['seconds'], retry: 'later' },
  'download-network': { status: 502, params: ['reason'], retry: 'later' },
  'ytdlp-missing': { status: 503, params: [], retry: 'lasting' },
  'ytdlp-failed': { status: 502, params: ['reason'], retry: 'later' },
  // recipes
  'recipe-invalid': { status: 422, params: ['step', 'reason'], retry: 'lasting' },
  'recipe-step-unknown': { status: 422, params: ['step'], retry: 'lasting' },
  'recipe-trim-outside': { status: 422, params: ['startSeconds', 'durationSeconds'], retry: 'lasting' },
  'recipe-nothing-left': { status: 422, params: [], retry: 'lasting' },
  'recipe-size-unreachable': { status: 422, params: ['maxBytes'], retry: 'lasting' },
  'captions-invalid': { status: 422, params: ['line', 'reason'], retry: 'lasting' },
  'logo-invalid': { status: 422, params: ['path'], retry: 'lasting' },
  'preset-not-found': { status: 404, params: ['id'], retry: 'lasting' },
  'preset-shipped': { status: 409, params: ['id'] },
  'preset-file-invalid': { status: 422, params: ['reason'] },
  // ffmpeg
  'ffmpeg-missing': { status: 503, params: [], retry: 'lasting' },
  'ffmpeg-not-executable': { status: 503, params: ['path'], retry: 'lasting' },
  'ffmpeg-failed': { status: 500, params: ['code', 'reason'], retry: 'later' },
  'ffmpeg-killed': { status: 500, params: ['signal'], retry: 'later' },
  'ffmpeg-stalled': { status: 504, params: ['seconds'], retry: 'later' },
  'output-invalid': { status: 500, params: ['reason'], retry: 'later' },
  'output-folder-unwritable': { status: 507, params: ['path'], retry: 'later' },
  // disk and database
  'disk-full': { status: 507, params: ['path', 'freeBytes', 'neededBytes'], retry: 'later' },
  'database-read-only': { status: 503, params: [] },
  'database-damaged': { status: 503, params: ['reason'] },
  'database-newer': { status: 503, params: ['found', 'supported'] },
  'database-emptied': { status: 503, params: [] },
  'backup-not-found': { status: 404, params: [] },
  'database-busy': { status: 503, params: ['pid'] },
  // uploads and media
  'upload-not-found': { status: 404, params: ['id'] },
  'upload-offset-mismatch': { status: 409, params: ['expected', 'got'] },
  'upload-incomplete': { status: 409, params: ['id'] },
  'upload-limit-reached': { status: 429, params: ['limit'] },
  'media-not-found': { status: 404, params: ['id'] },
  'media-range-invalid': { status: 416, params: ['sizeBytes'] },
  // deliveries, channels, rules
  'delivery-not-found': { status: 404, params: ['id'] },
  'delivery-state-conflict': { status: 409, params: ['id', 'state', 'action'] },
  'delivery-message-invalid': { status: 422, params: ['reason'], retry: 'lasting' },
  'delivery-http-status': { status: 502, params: ['status'], retry: 'later' },
  'delivery-refused': { status: 502, params: ['status', 'reason'], retry: 'lasting' },
  'delivery-network': { status: 502, params: ['reason'], retry: 'later' },
  'delivery-timeout': { status: 504, params: ['seconds'], retry: 'later' },
  'delivery-throttled': { status: 429, params: ['retryAfterSeconds'], retry: 'later' },
  'delivery-address-refused': { status: 422, params: ['host'], retry: 'lasting' },
  'delivery-tls-failed': { status: 502, params: ['reason'], retry: 'lasting' },
  'delivery-too-old': { status: 410, params: ['hours'], retry: 'lasting' },
  'delivery-channel-gone': { status: 410, params: ['channel'], retry: 'lasting' },
  'delivery-channel-disabled': { status: 409, params: ['channel'], retry: 'lasting' },
  'delivery-no-longer-needed': { status: 410, params: [], retry: 'lasting' },
  'channel-not-found': { status: 404, params: ['id'] },
  'channel-invalid': { status: 422, params: ['field', 'reason'] },
  'channel-locked': { status: 409, params: ['field', 'variable'] },
  'channel-credentials-refused': { status: 401, params: ['status', 'reason'], retry: 'lasting' },
  'channel-target-gone': { status: 404, params: ['target', 'reason'], retry: 'lasting' },
  'channel-incomplete': { status: 422, params: ['field'], retry: 'lasting' },
  'channel-unavailable': { status: 503, params: ['reason'], retry: 'later' },
  'mail-recipients-refused': { status: 502, params: ['addresses'], retry: 'lasting' },
  'notification-not-found': { status: 404, params: ['id'] },
  'notification-state-conflict': { status: 409, params: ['id', 'state'] },
  'template-field-unknown': { status: 422, params: ['field', 'kind'], retry: 'lasting' },
  'template-invalid': { status: 422, params: ['line', 'reason'], retry: 'lasting' },
  'template-too-large': { status: 413, params: ['limitBytes'], retry: 'lasting' },
  'template-too-costly': { status: 422, params: [], retry: 'lasting' },
  'rule-not-found': { status: 404, params: ['id'] },
  'rule-invalid': { status: 422, params: ['reason'] },
  'schedule-not-found': { status: 404, params: ['id'] },
  'schedule-invalid': { status: 422, params: ['reason'] },
  'widget-invalid': { status: 422, params: ['reason'] },
  // settings, logs, services, system
  'setting-unknown': { status: 404, params: ['key'] },
  'setting-invalid': { status: 422, params: ['key', 'reason'] },
  'setting-locked': { status: 409, params: ['key', 'variable'] },
  'secrets-unavailable': { status: 503, params: ['reason'] },
  'log-file-unknown': { status: 404, params: ['file'] },
  'service-not-found': { status: 404, params: ['name'] },
  'service-broken': { status: 503, params: ['reason'] },
  'service-stopped': { status: 503, params: ['name'] },
  'port-in-use': { status: 503, params: ['port', 'holder'] },
  'port-forbidden': { status: 503, params: ['port'] },
  'console-stopping': { status: 503, params: [] },
  'console-unreachable': { status: 503, params: [] },
  'console-already-running': { status: 409, params: ['pid'] },
  'console-start-failed': { status: 503, params: ['reason'] },
  'console-refused': { status: 503, params: ['reason'] },
  'system-action-unavailable': { status: 501, params: ['action'] },
  // the command line alone
  'command-invalid': { status: 400, params: ['reason'] },
  'command-interrupted': { status: 503, params: [] },
  'command-timed-out': { status: 504, params: [] },
  'internal-error': { status: 500, params: [] },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof catalogue;
export type ErrorParams = Readonly<Record<string, string | number | boolean>>;

export const errorCatalogue: Readonly<Record<ErrorCode, ErrorSpec>> = catalogue;
export const errorCodes = Object.keys(catalogue) as ErrorCode[];
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(catalogue, code);

/** An expected failure: a code of the catalogue and the values its texts need. The words are in `shared/i18n`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  override readonly name = 'AppError';

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown }) {
    super(code, options);
    this.code = code;
    this.params = params;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  /** Whether a job that fails with this is worth another attempt. */
  get isLasting(): boolean {
    return errorCatalogue[this.code].retry === 'lasting';
  }
}
