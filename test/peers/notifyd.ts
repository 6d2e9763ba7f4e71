import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface DaemonNote {
  readonly app: string;
  readonly title: string;
  readonly body: string;
  readonly urgency: number;
}
export interface NotificationDaemon {
  /** What DBUS_SESSION_BUS_ADDRESS is for programs of this desk. */
  readonly busAddress: string;
  readonly notes: DaemonNote[];
  readonly close: () => Promise<void>;
}
export interface SessionBus {
  readonly busAddress: string;
  readonly close: () => Promise<void>;
}

const python = '/usr/bin/python3';

/** Whether this machine has a session bus, notify-send and what the daemon is written in. */
export const canNotify = (): boolean =>
  process.platform === 'linux' &&
  spawnSync('dbus-daemon', ['--version']).status === 0 &&
  spawnSync('notify-send', ['--version']).status === 0 &&
  spawnSync(python, ['-c', 'import dbus, gi']).status === 0;

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

/** A bus of its own, without any service on it. */
export async function startSessionBus(): Promise<SessionBus> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = (await once(createInterface(bus.stdout), 'line')) as [string]; // its first line is the address
  return { busAddress: address, close: () => end(bus) };
}

/** A real org.freedesktop.Notifications service on a bus of its own, which keeps what it is shown. */
export async function startNotificationDaemon(): Promise<NotificationDaemon> {
  const bus = await startSessionBus();
  const notes: DaemonNote[] = [];
  const script = fileURLToPath(new URL('./notifyd.py', import.meta.url));
  const daemon = spawn(python, [script], {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: bus.busAddress },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(daemon.stdout);
  await once(lines, 'line');
  lines.on('line', (line) => void notes.push(JSON.parse(line) as DaemonNote)); // the daemon's own JSON
  const close = async (): Promise<void> => {
    await end(daemon);
    await bus.close();
  };
  return { busAddress: bus.busAddress, notes, close };
}
