import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { ChildRegistry } from '../process/child-registry.ts';
import { runProcess } from '../process/run-process.ts';

export type ToolName = 'ffmpeg' | 'ffprobe' | 'yt-dlp';
/** `setting`: what the user set; `path`: found in PATH; `npm`: the old build that npm ships, the last resort. */
export interface Tool {
  readonly name: ToolName;
  readonly path: string;
  readonly origin: 'setting' | 'path' | 'npm';
}

export interface ToolPaths {
  /** The path that the user set; empty where there is none. */
  setting(name: ToolName): string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds a program: the one set by the user, else in PATH, else npm's. Null where there is none. Looks at the disk each time, so
 * that an install or a changed setting counts at once. Throws `ffmpeg-not-executable` when the file that was set can't be run.
 */
export function findTool(name: ToolName, paths: ToolPaths): Tool | null {
  const set = paths.setting(name);
  if (set) {
    if (!isExecutable(set)) throw new AppError('ffmpeg-not-executable', { path: set });
    return { name, path: path.resolve(set), origin: 'setting' };
  }
  const inPath = findInPath(name, paths.env);
  if (inPath) return { name, path: inPath, origin: 'path' };
  const shipped = name === 'yt-dlp' ? null : npmShipped(name);
  return shipped && isExecutable(shipped) ? { name, path: shipped, origin: 'npm' } : null;
}

/** Like `findTool`; throws `ffmpeg-missing` or `ytdlp-missing` where there is none. */
export function requireTool(name: ToolName, paths: ToolPaths): Tool {
  const tool = findTool(name, paths);
  if (!tool) throw new AppError(name === 'yt-dlp' ? 'ytdlp-missing' : 'ffmpeg-missing');
  return tool;
}

/** What the program calls its version; null when it does not run (wrong machine, damaged). */
export async function readToolVersion(
  tool: Tool,
  deps: { clock: Clock; registry: ChildRegistry; signal?: AbortSignal },
): Promise<string | null> {
  const limit = AbortSignal.timeout(10_000);
  const end = await runProcess({
    command: tool.path,
    args: [tool.name === 'yt-dlp' ? '--version' : '-version'],
    clock: deps.clock,
    registry: deps.registry,
    signal: deps.signal ? AbortSignal.any([deps.signal, limit]) : limit,
    maxStdoutBytes: 65_536,
  });
  if (end.code !== 0) return null;
  const first = end.stdout.split('\n')[0]?.trim() ?? '';
  return (/version (\S+)/.exec(first)?.[1] ?? first).slice(0, 80) || null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Missing, not permitted or behind a file: none of them can be run.
    return false;
  }
}

function findInPath(name: string, env: ToolPaths['env']): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '')
    .split(path.delimiter)
    .filter((part) => path.isAbsolute(part))) {
    for (const ending of endings) {
      const candidate = path.join(folder, name + ending);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

/** Asked for by its platform's package: the wrapper throws a bare string where there is none. */
function npmShipped(name: 'ffmpeg' | 'ffprobe'): string | null {
  const require = createRequire(import.meta.url);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  try {
    const manifest = require.resolve(`@${name}-installer/${process.platform}-${process.arch}/package.json`);
    return path.join(path.dirname(manifest), name + suffix);
  } catch {
    // No package for this platform.
    return null;
  }
}
