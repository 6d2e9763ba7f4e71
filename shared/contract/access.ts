import { z } from 'zod';
import { done, operation } from './define.ts';

const tag = 'access';

export const access = {
  /** Trades the one-time code of a sign-in link for a session; over HTTP the answer sets the cookie. */
  signIn: operation({
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Signs in with a one-time code',
    tag,
    scope: 'public',
    status: 201,
  })
    .input(z.strictObject({ code: z.string().min(1).max(200) }))
    .output(z.object({ expiresAt: z.iso.datetime() })),
  session: operation({ method: 'GET', path: '/api/v1/session', summary: 'Who is calling', tag }).output(
    z.object({
      actor: z.string(),
      via: z.enum(['session', 'token', 'window', 'cli']),
      scopes: z.array(z.enum(['read', 'write', 'admin'])),
    }),
  ),
  signOut: operation({
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Ends the session',
    tag,
    scope: 'read',
  }).output(done),
  createLink: operation({
    method: 'POST',
    path: '/api/v1/session/links',
    summary: 'A new one-time sign-in link',
    tag,
    scope: 'admin',
  }).output(z.object({ url: z.string(), expiresAt: z.iso.datetime() })),
};
