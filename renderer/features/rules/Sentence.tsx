import type { RuleSpec } from '#shared/domain/rule.ts';
import { useFormat, useT } from '../../app/language.ts';
import { ruleSentence, sentenceParts, type Channels } from './sentence.ts';

/** A rule in words; its own values stand out. */
export function Sentence({ spec, channels }: { spec: RuleSpec; channels: Channels }) {
  const t = useT();
  const format = useFormat();
  return (
    <>
      {sentenceParts(ruleSentence(spec, { t, format, channels })).map(({ text, isMarked }, index) =>
        isMarked ? <strong key={index}>{text}</strong> : <span key={index}>{text}</span>,
      )}
    </>
  );
}
