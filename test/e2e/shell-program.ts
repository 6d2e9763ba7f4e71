import path from 'node:path';
import { electronBinary } from '../../scripts/electron-binary.mjs';

const standIn = path.resolve(import.meta.dirname, '../electron-host/electron');

/** Electron's own program where it is here and has a display; else the stand-in. */
export function shellProgram(): { kind: 'electron' | 'stand-in'; path: string } {
  const binary = electronBinary();
  const isStandIn = binary !== null && path.dirname(binary) === path.dirname(standIn);
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!binary || isStandIn || !hasDisplay) return { kind: 'stand-in', path: standIn };
  return { kind: 'electron', path: binary };
}
