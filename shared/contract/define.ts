import { eventIterator, oc, type HTTPMethod, type HTTPPath } from '@orpc/contract';
import { z } from 'zod';

/**
 * Who may call an operation. `public`: strangers; `read`: any signed-in caller; `write`: changes something;
 * `admin`: settings, shutdown. Roles are given to tokens later; today a session and the admin token hold all three.
 */
export type Scope = 'public' | 'read' | 'write' | 'admin';
export interface OperationMeta {
  readonly scope: Scope;
  /** Path parameters and query strings answer 400 on bad input, bodies 422. */
  readonly literal: boolean;
  readonly [key: string]: unknown;
}

interface RouteSpec {
  method: HTTPMethod;
  path: HTTPPath;
  summary: string;
  tag: string;
  scope?: Scope;
  status?: number;
  /** The path is fixed by the requirements to the letter (snake_case, 400 on a bad query). */
  literal?: boolean;
}

/**
 * Starts an operation: the only place that knows how the contract library writes a route. Chain `.input(schema).output(schema)`.
 * GET without a stated scope needs `read`, everything else `write`.
 */
export function operation(route: RouteSpec) {
  const { method, path, summary, tag, status } = route;
  const scope = route.scope ?? (method === 'GET' ? 'read' : 'write');
  return oc
    .$meta<OperationMeta>({ scope, literal: route.literal ?? false })
    .route({ method, path, summary, tags: [tag], ...(status ? { successStatus: status } : {}) });
}

/** An operation whose answer is a stream that lasts until the caller leaves. */
export const streamOf = <T extends z.ZodType>(schema: T) => eventIterator(schema);

/** Addresses carry everything as text. Only plain digits are a number there: not `0x1f`, `1e3`, an empty text or a list of one. */
const numberOfText = (input: unknown): unknown =>
  typeof input === 'string' && /^-?\d{1,16}$/.test(input) ? Number(input) : input;
const textInt = (min: number, max: number) => z.preprocess(numberOfText, z.int().min(min).max(max));
export const queryInt = (min: number, max: number, fallback: number) => textInt(min, max).default(fallback);
export const idParam = textInt(1, Number.MAX_SAFE_INTEGER);
export const done = z.object({ done: z.literal(true) });
