import type { Severity } from '#shared/domain/notification.ts';
import type { Tone } from '../../kit/Chip.tsx';
import { StatePill, type Glyph } from '../../kit/StatePill.tsx';
import { useT } from '../../app/language.ts';

const looks: Readonly<Record<Severity, { glyph: Glyph; tone: Tone }>> = {
  info: { glyph: 'done', tone: 'neutral' },
  warning: { glyph: 'degraded', tone: 'retrying' },
  critical: { glyph: 'failed', tone: 'failed' },
};

/** How bad it is, as shape and word. */
export function SeverityPill({ severity }: { severity: Severity }) {
  const t = useT();
  return <StatePill {...looks[severity]} label={t(`notificationsPage.severity.${severity}`)} />;
}
