import {
  IconAlertTriangle,
  IconArchive,
  IconBan,
  IconCircleCheck,
  IconClock,
  IconHourglass,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconWifiOff,
  IconX,
  IconPlayerStop,
} from '@tabler/icons-react';
import { Chip, type Tone } from './Chip.tsx';

const glyphs = {
  waiting: IconHourglass,
  scheduled: IconClock,
  paused: IconPlayerPause,
  running: IconPlayerPlay,
  done: IconCircleCheck,
  retrying: IconRefresh,
  failed: IconX,
  dead: IconArchive,
  degraded: IconAlertTriangle,
  offline: IconWifiOff,
  cancelled: IconBan,
  stopped: IconPlayerStop,
} as const;
export type Glyph = keyof typeof glyphs;

/** The icon of a state, in the tone of its surroundings. */
export function StateGlyph({ glyph, size = 16 }: { glyph: Glyph; size?: number }) {
  const Icon = glyphs[glyph];
  return <Icon size={size} stroke={1.75} aria-hidden="true" />;
}

/** A state as icon and word. */
export function StatePill({ glyph, tone, label, title }: { glyph: Glyph; tone: Tone; label: string; title?: string }) {
  return (
    <Chip tone={tone} icon={<StateGlyph glyph={glyph} size={13} />} title={title}>
      {label}
    </Chip>
  );
}
