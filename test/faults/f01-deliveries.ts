import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from './random.ts';
import { RealFolder, until } from './real-console.ts';
import type { FaultReport } from './report.ts';

/** Claimed and not sent, answered and not marked, a retry being scheduled; the rest dies at a random moment. */
const points = ['K10:2', 'K11:3', 'K12:2', null, 'K11:1', null] as const;
const endpoints = ['one', 'two'] as const;
const policy = {
  schedule: { kind: 'exponential', firstMs: 100, capMs: 400, maxAgeMs: 3_600_000 },
  breaker: { failures: 20, openMs: 200, maxOpenMs: 500 },
};

/** Takes messages by their key, and now and then fails in each of the ways that a service fails. */
class MoodyReceiver {
  readonly accepted = new Map<string, number>();
  isWell = false;
  isDown = false;
  readonly #random;
  readonly #server = createServer((request, response) => this.#answer(request, response));

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on a port
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    request.once('end', () => {
      const mood = this.isWell ? 0 : this.#random();
      if (this.isDown || mood > 0.92) return void request.socket.destroy();
      if (mood > 0.8) return void response.writeHead(503).end('down');
      if (mood > 0.7) return void response.writeHead(429, { 'retry-after': '0' }).end('slowly');
      const key = `${request.url} ${String(request.headers['idempotency-key'])}`;
      this.accepted.set(key, (this.accepted.get(key) ?? 0) + 1);
      response.end('ok');
    });
  }
}

/**
 * F01 and I3 on the real console: events while two endpoints fail in every way and the console is killed over and over. Each delivery
 * arrives or is dead; a second copy only of what was answered and not yet marked when the console died, and with its own key.
 */
export async function provokeF01Deliveries(options: { events: number; kills: number }): Promise<FaultReport> {
  const failures: string[] = [];
  const folder = new RealFolder();
  const receiver = new MoodyReceiver(20);
  const host = await receiver.open();
  const env = { ATALAYA_ALLOW_PRIVATE_TARGETS: host };
  let waiting = Array.from({ length: options.events }, (_, index) => `event-${index}`);
  const perRun = Math.ceil(options.events / options.kills);
  let channels: number[] = [];
  try {
    for (let kill = 0; kill < options.kills; kill += 1) {
      const point = points[kill % points.length] ?? null;
      receiver.isDown = kill % 5 === 3;
      const run = folder.start({ env: point === null ? env : { ...env, ATALAYA_KILL_AT: point } });
      const origin = await run.served;
      if (origin !== null) {
        if (channels.length === 0) channels = await addChannels(folder, origin, host);
        const batch = waiting.slice(0, perRun);
        const answered = await Promise.all(batch.map((key) => send(folder, origin, { key, channels })));
        waiting = [...batch.filter((_, index) => !answered[index]), ...waiting.slice(perRun)];
      }
      // A point that is not reached while everything is down or done is a random moment too.
      const timer = setTimeout(() => run.child.kill('SIGKILL'), point === null ? 150 : 1500);
      const { signal } = await run.ended;
      clearTimeout(timer);
      if (signal !== 'SIGKILL') failures.push(`the console ended by itself at ${point ?? 'a random moment'}`);
    }
    failures.push(...(await finish(folder, receiver, { env, waiting, channels })));
    failures.push(...folder.findBroken());
    return { id: 'F01', runs: options.kills, failures, figures: figuresOf(folder, receiver, options, failures) };
  } finally {
    receiver.close();
    folder.remove();
  }
}

async function addChannels(folder: RealFolder, origin: string, host: string): Promise<number[]> {
  const ids: number[] = [];
  for (const name of endpoints) {
    const channel = {
      id: null,
      sink: 'webhook',
      name,
      isEnabled: true,
      fields: { url: `http://${host}/${name}` },
      policy,
    };
    const { status, body } = await folder.request(origin, '/api/v1/channels', channel, 'PUT');
    if (status !== 200) throw new Error(`a channel was refused: ${JSON.stringify(body)}`);
    ids.push(body['id'] as number); // the contract's answer
  }
  return ids;
}

/** False where the console died before it answered: the same key is sent again to the next one. */
async function send(
  folder: RealFolder,
  origin: string,
  { key, channels }: { key: string; channels: number[] },
): Promise<boolean> {
  const work = { name: 'started', fields: { url: `https://x.test/${key}`, job_id: 1 }, channels, key };
  const answer = await folder.request(origin, '/api/v1/notifications/send', work).catch(() => null);
  return answer?.status === 200;
}

interface Rest {
  readonly env: Record<string, string>;
  readonly waiting: readonly string[];
  readonly channels: number[];
}

/** Everything is well again: what is left is sent, and all must have ended. */
async function finish(
  folder: RealFolder,
  receiver: MoodyReceiver,
  { env, waiting, channels }: Rest,
): Promise<string[]> {
  receiver.isWell = true;
  receiver.isDown = false;
  const run = folder.start({ env });
  const origin = await run.served;
  if (origin === null) return [`the last start ended: ${(await run.ended).stderr}`];
  const answered: boolean[] = [];
  for (let from = 0; from < waiting.length; from += 50)
    answered.push(
      ...(await Promise.all(waiting.slice(from, from + 50).map((key) => send(folder, origin, { key, channels })))),
    );
  const open = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')";
  await until('every delivery has ended', () => folder.count(open) === 0, 120_000);
  run.child.kill('SIGTERM');
  const { code } = await run.ended;
  return [
    ...(answered.every(Boolean) ? [] : ['the last console did not answer']),
    ...(code === 0 ? [] : [`the last stop ended with ${code}`]),
  ];
}

function figuresOf(
  folder: RealFolder,
  receiver: MoodyReceiver,
  { events, kills }: { events: number; kills: number },
  failures: string[],
): Record<string, number> {
  const delivered = folder.count("SELECT count(*) FROM deliveries WHERE state = 'delivered'");
  const dead = folder.count("SELECT count(*) FROM deliveries WHERE state = 'dead'");
  const copies = [...receiver.accepted.values()].reduce((sum, count) => sum + count - 1, 0);
  const wanted = events * endpoints.length;
  if (delivered + dead !== wanted) failures.push(`I1 ${delivered} delivered and ${dead} dead of ${wanted}`);
  if (receiver.accepted.size !== delivered)
    failures.push(`I3 ${receiver.accepted.size} arrived of ${delivered} delivered`);
  // Four at once to each of two endpoints can stand between answer and mark when the console dies.
  if (copies > kills * 8) failures.push(`I3 ${copies} second copies after ${kills} kills`);
  return { delivered, dead, copies, arrived: receiver.accepted.size };
}
