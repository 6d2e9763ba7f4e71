import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly isSecure: boolean;
  readonly user: string | null;
  readonly raw: string;
}
export interface SmtpOptions {
  readonly user?: string;
  readonly password?: string;
  readonly offersStartTls?: boolean;
  readonly isImplicitTls?: boolean;
  /** Answers to addresses, to the message, and to AUTH. */
  readonly refuse?: (address: string) => number | null;
  readonly dataStatus?: () => number | null;
  readonly authStatus?: () => number | null;
}
export interface SmtpPeer {
  readonly port: number;
  readonly mails: Mail[];
  readonly close: () => Promise<void>;
}

/** A certificate for 127.0.0.1 and localhost, its own authority, made when it is needed. */
export function makeCertificate(names = 'IP:127.0.0.1,DNS:localhost'): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'atalaya-cert-'));
  try {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name)) as [string, string]; // two in, two out
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...args, '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const smtpError = (responseCode: number, words: string): Error => Object.assign(new Error(words), { responseCode });

/** A mail server that keeps what it takes. */
export async function startSmtp(
  certificate: { key: string; cert: string },
  options: SmtpOptions = {},
): Promise<SmtpPeer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...certificate,
    secure: options.isImplicitTls === true,
    authOptional: options.user === undefined,
    // Passwords in the clear are refused, as submission servers do.
    allowInsecureAuth: false,
    disabledCommands: options.offersStartTls === false ? ['STARTTLS'] : [],
    logger: false,
    onAuth(auth, _session, callback) {
      const status = options.authStatus?.() ?? null;
      if (status !== null) return callback(smtpError(status, 'try later'));
      if (auth.username !== options.user || auth.password !== options.password)
        return callback(smtpError(535, '5.7.8 Username and Password not accepted'));
      callback(null, { user: auth.username });
    },
    onRcptTo({ address }, _session, callback) {
      const status = options.refuse?.(address) ?? null;
      callback(status === null ? null : smtpError(status, `5.1.1 <${address}> user unknown`));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const status = options.dataStatus?.() ?? null;
        if (status !== null) return callback(smtpError(status, 'not this message'));
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((entry) => entry.address),
          isSecure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
          ...parseMail(Buffer.concat(chunks).toString('latin1')),
        });
        callback(null, 'queued as 1');
      });
    },
  });
  server.on('error', () => {}); // clients that break off are part of the tests
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** MIME, as far as a message with two alternatives needs it. Input in latin1. */
function parseMail(raw: string): Pick<Mail, 'headers' | 'text' | 'html' | 'raw'> {
  const top = splitPart(raw);
  const boundary = /boundary="?([^";]+)"?/i.exec(top.headers['content-type'] ?? '')?.[1];
  const parts = boundary
    ? top.body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => splitPart(part.slice(2)))
    : [top];
  const find = (type: string): string => {
    const part = parts.find((each) => each.headers['content-type']?.startsWith(type));
    // The line break before a boundary belongs to the boundary.
    return part ? decodeBody(part.body.replace(/\r\n$/, ''), part.headers['content-transfer-encoding']) : '';
  };
  return { headers: top.headers, text: find('text/plain'), html: find('text/html'), raw };
}

function splitPart(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    headers: Object.fromEntries(headers.map(([name, value]) => [name, decodeWords(value ?? '')])) as Record<
      string,
      string
    >, // pairs of texts
    body: raw.slice(end + 4),
  };
}

/** RFC 2047. */
const decodeWords = (value: string): string =>
  value.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/((?:=\?utf-8\?[QB]\?[^?]*\?=)+)/gi, (words: string) => {
    const bytes = [...words.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind, text = '']) =>
      kind?.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64')
        : Buffer.from(unquote(text.replaceAll('_', ' ')), 'latin1'),
    );
    return Buffer.concat(bytes).toString('utf8');
  });

const unquote = (text: string): string =>
  text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function decodeBody(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n');
  const text = encoding === 'quoted-printable' ? unquote(body) : body;
  return Buffer.from(text, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}
