import { afterEach, expect, test } from 'vitest';
import {
  createDesktopNotifier,
  createNodeNotifier,
  type DesktopNote,
} from '../../main/features/notifications/channels/desktop-notifier.ts';
import { channelTexts } from '../helpers/channel-texts.ts';
import { messageOf, openSinks } from '../helpers/channels.ts';
import { canNotify, startNotificationDaemon, startSessionBus } from '../peers/notifyd.ts';

const address = process.env.DBUS_SESSION_BUS_ADDRESS;
const display = process.env.DISPLAY;
afterEach(() => {
  for (const [name, value] of Object.entries({ DBUS_SESSION_BUS_ADDRESS: address, DISPLAY: display }))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
});

const notifier = createNodeNotifier({ platform: process.platform, iconFile: null, openPath: () => {} });
const unmark = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replaceAll('\u2060', '');

test.skipIf(!canNotify())(
  'a notification daemon shows each text as it was written, by the name of the console [S18, Z14]',
  async () => {
    const daemon = await startNotificationDaemon();
    process.env.DBUS_SESSION_BUS_ADDRESS = daemon.busAddress;
    delete process.env.DISPLAY;
    const sinks = openSinks([], { desktop: notifier });
    const texts = channelTexts.filter((text) => !/[\0\u202e]/.test(text));
    try {
      for (const text of texts) {
        expect(await sinks.send('desktop', {}, messageOf(text || 'T', text))).toMatchObject({ kind: 'delivered' });
        const shown = sinks.sink('desktop').render(messageOf(text || 'T', text), {}).text;
        await expect.poll(() => daemon.notes.length).toBe(texts.indexOf(text) + 1);
        const note = daemon.notes.at(-1);
        expect(note?.app).toBe('Atalaya');
        // The title is no markup; the body is.
        const seen = [(note?.title ?? '').replaceAll('\u2060', ''), unmark(note?.body ?? '')]
          .filter(Boolean)
          .join('\n');
        expect(seen).toBe(shown);
      }
    } finally {
      await daemon.close();
      await sinks.close();
    }
  },
);

test.skipIf(!canNotify())(
  'a desk without a daemon or without a bus is told as a channel that cannot be used [Z14]',
  async () => {
    const bus = await startSessionBus();
    delete process.env.DISPLAY;
    const sinks = openSinks([], { desktop: notifier });
    try {
      process.env.DBUS_SESSION_BUS_ADDRESS = bus.busAddress;
      expect(await sinks.send('desktop', {})).toMatchObject({ kind: 'retry', error: { code: 'channel-unavailable' } });
      process.env.DBUS_SESSION_BUS_ADDRESS = 'unix:path=/nonexistent/bus';
      expect(await sinks.send('desktop', {})).toMatchObject({ kind: 'retry', error: { code: 'channel-unavailable' } });
    } finally {
      await bus.close();
      await sinks.close();
    }
  },
);

test('a host that has notes of its own shows them with the place a click opens [Z14]', async () => {
  const shown: DesktopNote[] = [];
  const host = { notify: (note: DesktopNote) => Promise.resolve(void shown.push(note)) };
  const sinks = openSinks([], {
    desktop: createDesktopNotifier(host, { platform: 'linux', iconFile: null, openPath: () => {} }),
  });
  expect(await sinks.send('desktop', { sound: true }, messageOf('T', 'B'))).toMatchObject({ kind: 'delivered' });
  expect(shown).toEqual([{ title: 'T', body: 'B', path: '/jobs/42', isSilent: false }]);
  await sinks.close();
});
