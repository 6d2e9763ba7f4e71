import { describe, expect, it } from 'vitest';
import type { Client } from '#shared/contract/index.ts';
import { recipeSchema, type Preset } from '#shared/domain/recipe.ts';
import { csvCell, exportCsv, separatorFor } from '../../renderer/features/jobs/csv.ts';
import { ClientError } from '../../renderer/app/client-error.ts';
import { AddVideos } from '../../renderer/features/video/add-videos.ts';
import { presetIdFor, readPresetFile, writePresetFile } from '../../renderer/features/video/preset-files.ts';
import type { UploadDoors } from '../../renderer/features/video/uploader.ts';

/** A console that takes every source but those named `bad`, and uploads that end when they are let go. */
function fakeConsole() {
  const added: { value: string; preset: unknown }[] = [];
  const removed: string[] = [];
  const calls: number[] = [];
  const arrival = Promise.withResolvers<void>();
  const jobs = {
    add: async (input: { sources: { value: string }[]; preset?: string }) => {
      calls.push(input.sources.length);
      if (input.sources.some(({ value }) => value.includes('lost')))
        throw new ClientError({ code: 'console-unreachable' });
      const bad = input.sources.find(({ value }) => value.includes('bad'));
      if (bad) throw new ClientError({ code: 'video-source-not-found', params: { path: bad.value } });
      for (const { value } of input.sources) added.push({ value, preset: input.preset });
      const last = added.length;
      return { jobs: input.sources.map((_source, index) => ({ id: last - input.sources.length + index + 1 })) };
    },
  };
  const upload = (id: string) => ({ id, name: '', sizeBytes: 4, offset: 0, complete: false, expiresAt: '' });
  const doors: UploadDoors = {
    begin: async ({ name }) => upload(`up-${name}`),
    get: async (id) => upload(id),
    remove: async (id) => removed.push(id),
    send: async () => {
      await arrival.promise;
      return { status: 200, retryAfter: null, error: null };
    },
    wait: async () => undefined,
    random: () => 0,
  };
  // Only `jobs.add` is called; the fake has its form.
  const client = { jobs } as unknown as Pick<Client, 'jobs'>;
  return { added, removed, calls, arrive: arrival.resolve, client, doors };
}
const video = (name: string) => new File(['1234'], name, { type: 'video/mp4' });

describe('adding videos', () => {
  it('hands over each source for itself, so that one refusal stands beside its own source [A72]', async () => {
    const { client, doors, added } = fakeConsole();
    const adding = new AddVideos({ client, doors, pathOf: null });
    adding.addSources([
      { kind: 'url', value: 'https://a.example/good.mp4' },
      { kind: 'url', value: 'https://a.example/bad.mp4' },
      { kind: 'url', value: 'https://a.example/good.mp4' },
    ]);
    expect(await adding.submit({ preset: 'vertical' })).toEqual({ added: [1], failed: 1, waiting: 0, dropped: 0 });
    expect(added).toEqual([{ value: 'https://a.example/good.mp4', preset: 'vertical' }]);
    expect(adding.store.getState().rows.map(({ state }) => state.status)).toEqual(['added', 'failed']);
    expect(await adding.submit({})).toMatchObject({ added: [], failed: 1 });
  });

  const links = (count: number, name = 'v') =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'url' as const,
      value: `https://a.example/${name}${index}.mp4`,
    }));

  it('hands hundreds over in few calls, in their order, and asks for each alone where one is refused [A72]', async () => {
    const { client, doors, added, calls } = fakeConsole();
    const adding = new AddVideos({ client, doors, pathOf: null });
    adding.addSources([...links(50), ...links(1, 'bad'), ...links(49, 'w')]);
    const outcome = await adding.submit({});
    expect(outcome).toMatchObject({ failed: 1, dropped: 0 });
    expect(outcome.added).toEqual(Array.from({ length: 99 }, (_, index) => index + 1));
    expect(added.map(({ value }) => value)).toEqual([...links(50), ...links(49, 'w')].map(({ value }) => value));
    expect(calls).toEqual([50, 50, ...Array.from({ length: 50 }, () => 1)]);
  });

  it('asks for nothing twice where no answer came: the jobs may be there [A72]', async () => {
    const { client, doors, calls } = fakeConsole();
    const adding = new AddVideos({ client, doors, pathOf: null });
    adding.addSources(links(20, 'lost'));
    expect(await adding.submit({})).toMatchObject({ added: [], failed: 20 });
    expect(calls).toEqual([20]);
  });

  it('adds nothing more once it is cancelled, and says so [A72]', async () => {
    const { client, doors, added } = fakeConsole();
    const adding = new AddVideos({ client, doors, pathOf: null });
    adding.addSources(links(120));
    const outcome = adding.submit({});
    adding.clear();
    expect(await outcome).toMatchObject({ failed: 0, dropped: 120 });
    // The first group was on its way already.
    expect(added).toHaveLength(50);
  });

  it('adds a dropped file once it is uploaded, even when the dialog was closed meanwhile [A72]', async () => {
    const { client, doors, added, removed, arrive } = fakeConsole();
    const adding = new AddVideos({ client, doors, pathOf: null });
    adding.addFiles([video('a.mp4'), new File(['x'], 'a.txt', { type: 'text/plain' })]);
    expect(adding.store.getState().rejected).toEqual(['a.txt']);
    expect(await adding.submit({})).toMatchObject({ waiting: 1 });
    adding.clear();
    arrive();
    await expect.poll(() => added).toEqual([{ value: 'up-a.mp4', preset: undefined }]);
    adding.clear();
    expect(adding.store.getState().rows).toEqual([]);
    expect(removed).toEqual([]);
  });

  it('gives up what was never asked for, and uses paths where there is a shell [A72]', async () => {
    const { client, doors, removed } = fakeConsole();
    const adding = new AddVideos({ client, doors, pathOf: null });
    adding.addFiles([video('a.mp4')]);
    await expect.poll(() => adding.store.getState().rows[0]?.upload?.status).toBe('sending');
    await Promise.resolve();
    adding.clear();
    await expect.poll(() => removed).toEqual(['up-a.mp4']);
    const inShell = new AddVideos({ client, doors, pathOf: (file) => `/videos/${file.name}` });
    inShell.addFiles([video('b.mp4')]);
    expect(inShell.store.getState().rows[0]).toMatchObject({
      source: { kind: 'file', value: '/videos/b.mp4' },
      upload: null,
    });
  });
});

describe('presets as files', () => {
  const preset: Preset = {
    id: 'mine',
    name: 'Mine',
    description: '',
    recipe: recipeSchema.parse({ steps: [{ kind: 'speed' }] }),
    shipped: false,
  };

  it('reads what it wrote, and tells what is no file of presets [A72]', () => {
    const read = readPresetFile(writePresetFile([preset]));
    expect(read).toMatchObject({ ok: true, file: { presets: [{ id: 'mine', recipe: preset.recipe }] } });
    expect(readPresetFile('{')).toEqual({ ok: false, code: 'notJson' });
    expect(readPresetFile('{"format":"other"}')).toEqual({ ok: false, code: 'notPresets' });
  });

  it('makes an id from any name, and none twice [A72]', () => {
    expect(presetIdFor('Año Nuevo: ¡30 % más!', new Set())).toBe('ano-nuevo-30-mas');
    expect(presetIdFor('Mine', new Set(['mine', 'mine-2']))).toBe('mine-3');
    expect(presetIdFor('日本', new Set())).toBe('preset');
    expect(presetIdFor('x'.repeat(200), new Set()).length).toBeLessThanOrEqual(64);
  });
});

describe('the export of the list', () => {
  it('never lets a spreadsheet run a cell as a formula [A04]', () => {
    expect(csvCell('=HYPERLINK("x")', ';')).toBe(`"'=HYPERLINK(""x"")"`);
    expect(csvCell('-1+2', ',')).toBe("'-1+2");
    expect(csvCell(-5, ',')).toBe('-5');
    expect(csvCell('a;b', ';')).toBe('"a;b"');
    expect(csvCell(null, ';')).toBe('');
  });

  it('takes all pages of the filter and the separator of the region [A04]', async () => {
    const row = { id: 1, state: 'queued', title: 't', source: null, result: null, error: null };
    const asked: number[] = [];
    const list = async ({ offset = 0 }: { offset?: number }) => {
      asked.push(offset);
      return { items: Array.from({ length: offset < 400 ? 200 : 7 }, () => row) };
    };
    // Only `jobs.list` is called; the fake has its form.
    const client = { jobs: { list } } as unknown as Pick<Client, 'jobs'>;
    const question = { filter: {}, sort: 'newest', locale: 'es-MX', signal: new AbortController().signal } as const;
    const text = await (await exportCsv(client, question)).text();
    expect(asked).toEqual([0, 200, 400]);
    expect(text.trimEnd().split('\r\n')).toHaveLength(408);
    expect(text).toContain('id;state;title');
    expect(separatorFor('en-US')).toBe(',');
  });
});
