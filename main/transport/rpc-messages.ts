import { AppError } from '#shared/contract/errors.ts';
import { checkJsonShape } from './json-guard.ts';

/** Largest message from a window: a recipe with a captions file in it. */
export const maxMessageBytes = 4 * 1024 * 1024;

/** A line that carries the message protocol: a WebSocket or a message port, in the form the handler wants. */
export interface Line {
  addEventListener(event: string, listener: (event: { data?: unknown }) => void): void;
  send(data: unknown): void;
}

/** The reason for which a message is refused before anything parses it; null when it may pass. */
export function messageFault(data: unknown): 'type' | 'size' | 'shape' | null {
  if (typeof data !== 'string') return 'type';
  if (data.length > maxMessageBytes) return 'size';
  try {
    checkJsonShape(data);
    const message: unknown = JSON.parse(data);
    return isRequestMessage(message) ? null : 'shape';
  } catch (error) {
    if (error instanceof AppError || error instanceof SyntaxError) return 'shape';
    throw error;
  }
}

/** `{ i: id, p: { u: path, b: input } }` of the RPC protocol, or `{ i: id, t: 4 }`, which takes a call back. */
function isRequestMessage(message: unknown): boolean {
  if (!isRecord(message)) return false;
  const { i: id, t: type, p: payload } = message;
  if (typeof id !== 'number' && !(typeof id === 'string' && id.length <= 64)) return false;
  if (type === 4) return true;
  if ((type !== undefined && type !== 1) || !isRecord(payload)) return false;
  const { u: path, h: headers } = payload;
  return typeof path === 'string' && /^\/[A-Za-z][A-Za-z0-9/_-]{0,200}$/.test(path) && !isRecord(headers);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
