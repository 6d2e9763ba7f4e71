import { IconCopy } from '@tabler/icons-react';
import { useT } from '../../app/language.ts';
import { IconButton } from '../../kit/Button.tsx';
import { toast } from '../../kit/toasts.ts';

/** Copies a text and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useT();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t('jobs.copied'), { tone: 'done' });
  };
  return (
    <IconButton
      size="small"
      label={label}
      icon={<IconCopy size={16} aria-hidden="true" />}
      onClick={() => void copy().catch(() => toast(t('jobs.copyRefused'), { tone: 'failed' }))}
    />
  );
}
