/** Files by the first part of a module's name (`video` of `video.download`); everything else goes to `app.log` (A63). */
const routes: Readonly<Record<string, string>> = {
  access: 'api.log',
  api: 'api.log',
  control: 'api.log',
  http: 'api.log',
  rpc: 'api.log',
  transport: 'api.log',
  analytics: 'dashboard.log',
  dashboard: 'dashboard.log',
  live: 'dashboard.log',
  shell: 'dashboard.log',
  window: 'dashboard.log',
  download: 'queue.log',
  ffmpeg: 'queue.log',
  jobs: 'queue.log',
  queue: 'queue.log',
  queues: 'queue.log',
  uploads: 'queue.log',
  video: 'queue.log',
  worker: 'queue.log',
};

export const logFileNames: readonly string[] = ['api.log', 'dashboard.log', 'queue.log', 'app.log'];

export const fileOfModule = (module: string): string => {
  const first = /^[a-z0-9]+/i.exec(module)?.[0] ?? '';
  return Object.hasOwn(routes, first) ? (routes[first] ?? 'app.log') : 'app.log';
};
