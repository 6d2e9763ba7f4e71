import { describe, expect, it } from 'vitest';
import { isLinkList, isVideoFile, nameOfSource, sourcesFromLines } from '../../renderer/features/video/sources.ts';
import {
  chunkBytes,
  judgeAnswer,
  nextChunk,
  patientFailures,
  uploadDelayMs,
} from '../../renderer/features/video/upload-plan.ts';
import { FileUpload, type UploadDoors, type UploadState } from '../../renderer/features/video/uploader.ts';

type Answer = { status: number; retryAfter: string | null; error: unknown };
const ok: Answer = { status: 204, retryAfter: null, error: null };

/** A console that keeps what arrives, and answers as scripted (a status, or 'lost': the bytes arrive and the answer doesn't). */
class FakeConsole implements UploadDoors {
  offset = 0;
  sizeBytes = 0;
  isRemoved = false;
  readonly waits: number[] = [];
  readonly script: (number | 'lost')[];
  constructor(script: (number | 'lost')[] = []) {
    this.script = script;
  }
  begin = (file: { name: string; sizeBytes: number }) => {
    this.sizeBytes = file.sizeBytes;
    return this.get();
  };
  get = async () => ({
    id: 'u1',
    name: 'a.mp4',
    sizeBytes: this.sizeBytes,
    offset: this.offset,
    complete: this.offset === this.sizeBytes,
    expiresAt: '2026-03-10T00:00:00.000Z',
  });
  remove = async () => {
    this.isRemoved = true;
  };
  send = async (_id: string, offset: number, body: Blob): Promise<Answer> => {
    const next = this.script.shift();
    if (typeof next === 'number') return { status: next, retryAfter: null, error: new Error(`status ${next}`) };
    if (offset !== this.offset) return { status: 409, retryAfter: null, error: new Error('offset') };
    this.offset += body.size;
    return next === 'lost' ? { status: 0, retryAfter: null, error: new Error('lost') } : ok;
  };
  wait = async (ms: number) => {
    this.waits.push(ms);
  };
  random = () => 0.5;
}

const bytes = 2.5 * chunkBytes;
const file = new File([new Uint8Array(bytes)], 'a.mp4', { type: 'video/mp4' });
async function upload(script: (number | 'lost')[]) {
  const told: UploadState[] = [];
  const doors = new FakeConsole(script);
  const sent = new FileUpload(file, doors, (state) => told.push(state));
  await sent.run();
  return { told, doors, sent };
}

describe('uploading a dropped file', () => {
  it('goes in chunks of at most 8 MiB and ends with the id [A72]', async () => {
    expect(nextChunk(2 * chunkBytes, bytes)).toEqual({ start: 2 * chunkBytes, end: bytes });
    expect(nextChunk(bytes, bytes)).toBeNull();
    const { told, doors } = await upload([]);
    expect(doors.offset).toBe(bytes);
    expect(told.at(-1)).toEqual({ status: 'done', uploadId: 'u1' });
  });

  it('goes on from where the console stands after a lost answer or a broken line [A72]', async () => {
    const { told, doors } = await upload(['lost', 0, 503]);
    expect(doors.offset).toBe(bytes);
    expect(doors.waits).toHaveLength(3);
    expect(told.at(-1)?.status).toBe('done');
    expect(told.some((state) => state.status === 'sending' && state.isRetrying)).toBe(true);
  });

  it('stops at a refusal and says why, and starts again from there when asked [A72]', async () => {
    const { told, doors, sent } = await upload([204, 413]);
    expect(told.at(-1)).toMatchObject({ status: 'failed', error: new Error('status 413') });
    await sent.run();
    expect(doors.offset).toBe(bytes);
    expect(told.at(-1)?.status).toBe('done');
  });

  it('gives up after many failures in a row, not before [A72]', async () => {
    expect((await upload(Array<number>(patientFailures).fill(0))).told.at(-1)?.status).toBe('done');
    expect((await upload(Array<number>(patientFailures + 1).fill(0))).told.at(-1)?.status).toBe('failed');
  });

  it('lets the console forget a cancelled file [A72]', async () => {
    const told: UploadState[] = [];
    const doors = new FakeConsole([]);
    const sent = new FileUpload(file, doors, (state) => told.push(state));
    const running = sent.run();
    await Promise.resolve();
    await sent.cancel();
    await running;
    expect(told.at(-1)?.status).toBe('cancelled');
  });

  it('waits as long as it is told to, and otherwise longer each time [A72]', () => {
    expect(judgeAnswer(429, '7')).toEqual({ kind: 'wait', ms: 7000 });
    expect(judgeAnswer(409, null)).toEqual({ kind: 'ask' });
    expect(judgeAnswer(401, null)).toEqual({ kind: 'stop' });
    expect([1, 2, 3, 9].map((failures) => uploadDelayMs(failures, () => 1))).toEqual([1000, 2000, 4000, 30_000]);
    expect(uploadDelayMs(1, () => 0)).toBe(500);
  });
});

describe('what is dropped or pasted', () => {
  it('tells files, links to files and links to pages apart, one a line [A72]', () => {
    expect(
      sourcesFromLines(
        'https://example.org/a.mp4\n\n https://youtu.be/xyz \n"/videos/my clip.mp4"\nhttps://example.org/a.mp4',
      ),
    ).toEqual([
      { kind: 'url', value: 'https://example.org/a.mp4' },
      { kind: 'page', value: 'https://youtu.be/xyz' },
      { kind: 'file', value: '/videos/my clip.mp4' },
    ]);
    expect(sourcesFromLines('file:///videos/a%20b.mp4')).toEqual([{ kind: 'file', value: '/videos/a b.mp4' }]);
  });

  it('knows a video by its type or name and leaves the rest out [A72]', () => {
    expect(isVideoFile({ name: 'a.MOV', type: '' })).toBe(true);
    expect(isVideoFile({ name: 'a', type: 'video/mp4' })).toBe(true);
    expect(isVideoFile({ name: 'a.jpg', type: 'image/jpeg' })).toBe(false);
  });

  it('opens for pasted links alone and names them by their last part [A72]', () => {
    expect(isLinkList('https://a.example/x.mp4\nhttps://b.example')).toBe(true);
    expect(isLinkList('https://a.example/x.mp4\n'.repeat(501))).toBe(true);
    expect(isLinkList('see https://a.example')).toBe(false);
    expect(nameOfSource({ kind: 'url', value: 'https://a.example/v/caf%C3%A9.mp4?sig=1' })).toBe('café.mp4');
    expect(nameOfSource({ kind: 'file', value: 'C:\\videos\\a.mp4' })).toBe('a.mp4');
  });
});
