import { useCallback } from 'react';
import { toast } from '../kit/toasts.ts';
import { useT } from './language.ts';

/** Puts a text on the clipboard. Over plain HTTP from another machine there is no clipboard API, so the old way is the second. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    return isCopied;
  }
}

/** Copies a text and says whether it worked. */
export function useCopy(): (text: string, done: string) => void {
  const t = useT();
  return useCallback(
    (text, done) => {
      const copy = async () => {
        const isCopied = await copyText(text);
        toast(isCopied ? done : t('common.copyFailed'), { tone: isCopied ? 'done' : 'failed' });
      };
      void copy();
    },
    [t],
  );
}
