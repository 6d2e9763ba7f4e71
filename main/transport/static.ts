import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** No page of the window lies there, nor at `/healthz`, where others would look for `/health`. */
const apiPaths = /^\/(?:api|rpc|healthz?|openapi\.json|webhook)(?:\/|$)/;
/** Vite writes a hash into the names below assets/. */
const immutable = 'public, max-age=31536000, immutable';

/** The built window. Only files that lay in the folder at start are served: no path of a caller is ever joined to it. */
export class ServedWindow {
  readonly #folder: string;
  readonly #files: ReadonlySet<string>;

  constructor(folder: string | null) {
    this.#folder = folder ?? '';
    this.#files = new Set(folder && existsSync(folder) ? filesBelow(folder) : []);
  }

  register(app: FastifyInstance): void {
    if (this.#files.size > 0) void app.register(fastifyStatic, { root: this.#folder, serve: false });
  }

  /** Sends the file, or the window's one page for addresses of its router. Null when the path is neither. */
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    const [pathname = '/'] = request.url.split('?', 1);
    if (apiPaths.test(pathname)) return null;
    const name = pathname === '/' ? 'index.html' : decodeURIComponent(pathname.slice(1));
    const file = this.#files.has(name) ? name : path.extname(name) === '' ? 'index.html' : null;
    if (file === null || !this.#files.has(file)) return null;
    void reply.header('cache-control', file.startsWith('assets/') ? immutable : 'no-cache');
    return reply.sendFile(file, { cacheControl: false });
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .map((name) => name.split(path.sep).join('/'));
