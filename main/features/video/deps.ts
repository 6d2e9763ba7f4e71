import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { HostShell } from '#platform/host-shell.ts';
import type { AddressGuard } from '#platform/http/address-guard.ts';
import type { Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { ChildRegistry } from '#platform/process/child-registry.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { Tool, ToolName } from '#platform/ffmpeg/tools.ts';
import type { EncodeSlots } from '#platform/ffmpeg/slots.ts';
import type { VideoStore } from './store.ts';

/** What the core hands in. */
export interface VideoFeatureDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: SettingsReader;
  readonly folders: {
    readonly data: string;
    readonly temp: string;
    readonly uploads: string;
    output(): string;
  };
  readonly host: HostShell;
  /** Where programs are looked for and what they may see of it; the process's own where it is left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The same with the feature's own parts, as its files see it. */
export interface VideoParts extends VideoFeatureDeps {
  readonly store: VideoStore;
  readonly registry: ChildRegistry;
  readonly guard: AddressGuard;
  readonly slots: EncodeSlots;
  /** Hidden names in the output folder begin with this: ours alone, so that a sweep takes no one else's. */
  readonly partPrefix: string;
  findTool(name: ToolName): Tool | null;
  /** Throws `ffmpeg-missing`, `ffmpeg-not-executable` or `ytdlp-missing`. */
  requireTool(name: ToolName): Tool;
}
