import { sql as core } from './0001-core.ts';
import { sql as video } from './0002-video.ts';
import { sql as access } from './0003-access.ts';
import { sql as deliveries } from './0004-deliveries.ts';

/** In order; the index + 1 is the `user_version` that each leaves. Forward only: a landed migration is never edited. */
export const migrations: readonly string[] = [core, video, access, deliveries];
