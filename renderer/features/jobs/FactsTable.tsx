import type { MediaFacts } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Table } from '../../kit/Table.tsx';

const rows = ['size', 'duration', 'picture', 'videoCodec', 'audioCodec', 'lufs'] as const;
type Fact = (typeof rows)[number];

function useFactText() {
  const t = useT();
  const format = useFormat();
  return (facts: MediaFacts | null, fact: Fact): string => {
    if (!facts) return '—';
    switch (fact) {
      case 'size':
        return format.bytes(facts.sizeBytes);
      case 'duration':
        return format.clock(facts.durationMs);
      case 'picture':
        return facts.width && facts.height ? `${facts.width} × ${facts.height}` : '—';
      case 'videoCodec':
        return facts.videoCodec ?? '—';
      case 'audioCodec':
        return facts.audioCodec ?? t('jobs.fact.noAudio');
      case 'lufs':
        return facts.lufs === null ? '—' : `${format.number(facts.lufs, 1)} LUFS`;
    }
  };
}

/** What the video was and what it has become. */
export function FactsTable({ before, after }: { before: MediaFacts | null; after: MediaFacts | null }) {
  const t = useT();
  const text = useFactText();
  return (
    <Table
      caption={t('jobs.facts')}
      rows={rows}
      keyOf={(fact) => fact}
      columns={[
        { id: 'fact', header: t('jobs.fact.name'), cell: (fact) => t(`jobs.fact.${fact}`) },
        { id: 'before', header: t('jobs.before'), isNumeric: true, cell: (fact) => text(before, fact) },
        { id: 'after', header: t('jobs.after'), isNumeric: true, cell: (fact) => text(after, fact) },
      ]}
    />
  );
}
