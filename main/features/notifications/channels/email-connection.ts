import { connect, isIP, type Socket } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type { AddressGuard } from '#platform/http/address-guard.ts';
import { AppError } from '#shared/contract/errors.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly proxy: string;
}

export interface MailCall {
  readonly server: MailServer;
  readonly mail: SendMailOptions;
  readonly guard: AddressGuard;
  readonly signal: AbortSignal;
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);

/** One connection, one message. Rejects with what nodemailer, the socket or the address guard says. */
export async function sendMail({ server, mail, guard, signal }: MailCall): Promise<SMTPTransport.SentMessageInfo> {
  const url = checkServer(server, guard);
  signal.throwIfAborted();
  let socket: Socket | null = null;
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.port === 465,
    // Without STARTTLS neither password nor message goes out; a mail server on this machine may do without.
    requireTLS: server.port !== 465 && !isLoopback(server.host),
    tls: { minVersion: 'TLSv1.2', ...(isIP(server.host) ? {} : { servername: server.host }) },
    name: 'atalaya.local',
    ...(server.user ? { auth: { user: server.user, pass: server.password } } : {}),
    ...(server.proxy
      ? { proxy: server.proxy }
      : {
          getSocket(_options: unknown, callback: (error: Error | null, options: object) => void) {
            socket = openSocket({ server, guard, url }, callback);
          },
        }),
  } as SMTPTransport.Options); // its type knows no `proxy`
  const onAbort = (): void => {
    socket?.destroy();
    transport.close();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([transport.sendMail(mail), rejectOnAbort(signal)]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    transport.close();
  }
}

/** The guard judges addresses of the web; ports of mail are no reason to refuse here. */
function checkServer(server: MailServer, guard: AddressGuard): URL {
  const host = server.host.includes(':') ? `[${server.host.replace(/^\[|\]$/g, '')}]` : server.host;
  if (!URL.canParse(`http://${host}:${server.port}`))
    throw new AppError('channel-invalid', { field: 'server', reason: 'host' });
  const named = new URL(`http://${host}:${server.port}`);
  return guard.isAllowed(named) ? named : guard.checkUrl(`https://${host}/`);
}

function openSocket(
  { server, guard, url }: { server: MailServer; guard: AddressGuard; url: URL },
  callback: (error: Error | null, options: object) => void,
): Socket {
  const lookup = guard.lookupFor(url) as never; // net's own type of a lookup is narrower than what it calls
  const socket = connect({ host: server.host.replace(/^\[|\]$/g, ''), port: server.port, lookup });
  const onError = (error: Error): void => callback(error, {});
  socket.once('error', onError);
  socket.once('connect', () => {
    socket.off('error', onError);
    callback(null, { connection: socket });
  });
  return socket;
}

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }); // it is given to a rejection as it is
  });
