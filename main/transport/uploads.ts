import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#shared/contract/errors.ts';
import type { Upload } from '#shared/contract/video.ts';

export type AppendUpload = (id: string, offset: number, stream: AsyncIterable<Uint8Array>) => Promise<Upload>;

export const uploadPath = '/api/v1/uploads/{id}';
/** One chunk; the window sends a file as many of them. */
export const maxChunkBytes = 8 * 1024 * 1024;
const chunkTypes = ['application/offset+octet-stream', 'application/octet-stream'];

/** `PATCH /api/v1/uploads/{id}` with `Upload-Offset`: the bytes go straight to the file. In a scope of its own, for its body. */
export function addUploadRoute(app: FastifyInstance, append: AppendUpload): void {
  void app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(chunkTypes, (_request, payload, done) => done(null, payload));
    scope.patch<{ Params: { id: string }; Body: Readable }>(
      '/api/v1/uploads/:id',
      { config: { scope: 'write' }, bodyLimit: maxChunkBytes },
      async (request, reply) => {
        if (!chunkTypes.includes(request.headers['content-type'] ?? ''))
          throw new AppError('request-type-unsupported', { type: String(request.headers['content-type'] ?? '') });
        const offset = offsetOf(request.headers['upload-offset']);
        const upload = await append(request.params.id.slice(0, 64), offset, limited(request.body));
        return reply.header('upload-offset', String(upload.offset)).send(upload);
      },
    );
    ready();
  });
}

function offsetOf(header: string | string[] | undefined): number {
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header))
    throw new AppError('request-malformed', { reason: 'upload-offset' });
  return Number(header);
}

async function* limited(stream: Readable): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > maxChunkBytes) throw new AppError('request-too-large', { limitBytes: maxChunkBytes });
    yield chunk;
  }
}
