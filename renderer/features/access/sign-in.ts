import { ClientError } from '../../app/client-error.ts';

/** Trades the code for the session's cookie. Over REST, because only an HTTP answer can set one. */
export async function signIn(code: string): Promise<void> {
  const answer = await fetch('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
    body: JSON.stringify({ code }),
    credentials: 'same-origin',
  }).catch((cause: unknown) => {
    throw new ClientError({ code: 'console-unreachable', cause });
  });
  if (answer.ok) return;
  const body: unknown = await answer.json().catch(() => null);
  const isCoded = typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
  throw new ClientError({
    code: isCoded ? String(body.code) : 'auth-token-invalid',
    params: {},
    ...(isCoded && 'message' in body ? { message: String(body.message) } : {}),
  });
}
