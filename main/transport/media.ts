import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#shared/contract/errors.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { toFailure } from './errors.ts';
import { answerFile, type FileRequest, type ServedFile } from './file-answer.ts';

export const mediaKinds = ['result', 'source', 'thumbnail'] as const;
export type MediaKind = (typeof mediaKinds)[number];
const isMediaKind = (text: string): text is MediaKind => (mediaKinds as readonly string[]).includes(text);

/** Finds the file of a job; throws `media-not-found` or `job-not-found`. Never takes a path from the caller. */
export type FindMedia = (jobId: number, which: MediaKind) => Promise<ServedFile>;

export const mediaPath = '/api/v1/jobs/{id}/media/{which}';
/** A video or picture must not become a page. */
const mediaPolicy = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox";

async function find(findMedia: FindMedia, id: string, which: string): Promise<ServedFile> {
  if (!/^[1-9]\d{0,14}$/.test(id) || !isMediaKind(which))
    throw new AppError('media-not-found', { id: id.slice(0, 20) });
  return findMedia(Number(id), which);
}

/** GET and HEAD of a job's files, with Range. */
export function addMediaRoutes(app: FastifyInstance, findMedia: FindMedia): void {
  app.route<{ Params: { id: string; which: string }; Querystring: { download?: string } }>({
    method: ['GET', 'HEAD'],
    url: '/api/v1/jobs/:id/media/:which',
    config: { scope: 'read' },
    handler: async (request, reply) => {
      const file = await find(findMedia, request.params.id, request.params.which);
      const ifRange = request.headers['if-range'];
      const answer = await answerFile(file, {
        method: request.method,
        range: request.headers.range ?? null,
        ifRange: typeof ifRange === 'string' ? ifRange : null,
        asAttachment: request.query.download !== undefined,
      });
      void reply.code(answer.status).headers(answer.headers).header('content-security-policy', mediaPolicy);
      return reply.send(answer.body ?? undefined);
    },
  });
}

/** The same for a host that speaks in web requests: `app://atalaya/api/v1/jobs/{id}/media/{which}`. */
export async function answerMediaRequest(
  request: Request,
  findMedia: FindMedia,
  told: { language: Language; trace: string },
): Promise<Response> {
  const url = new URL(request.url);
  const [, id = '', which = ''] = /^\/api\/v1\/jobs\/([^/]+)\/media\/([^/]+)$/.exec(url.pathname) ?? [];
  const wanted: FileRequest = {
    method: request.method,
    range: request.headers.get('range'),
    ifRange: request.headers.get('if-range'),
    asAttachment: url.searchParams.has('download'),
  };
  try {
    const answer = await answerFile(await find(findMedia, id, which), wanted);
    // Node's and the web's stream types differ in name only.
    const body = answer.body
      ? (Readable.toWeb(answer.body) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>)
      : null;
    return new Response(body, { status: answer.status, headers: answer.headers });
  } catch (error) {
    const { status, body } = toFailure(error, told);
    const headers = status === 416 ? { 'content-range': `bytes */${body.params['sizeBytes']}` } : undefined;
    return Response.json(body, { status, ...(headers ? { headers } : {}) });
  }
}
