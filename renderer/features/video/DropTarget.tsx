import { IconMovie } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { openAddVideos, useAddVideos } from '../../app/add-videos.ts';
import { useT } from '../../app/language.ts';
import { takeDroppedFiles } from './dropped-files.ts';
import { isLinkList } from './sources.ts';
import styles from './Video.module.css';

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null;

function takeFiles(files: readonly File[]): void {
  if (files.length === 0) return;
  openAddVideos({ files });
}

/** The whole window takes files; pasted links open the same dialog. */
export function DropTarget() {
  const t = useT();
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    // dragenter and dragleave come for every element that is crossed.
    let depth = 0;
    const stop = new AbortController();
    const listen = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void) =>
      window.addEventListener(type, act, { signal: stop.signal });
    const end = () => {
      depth = 0;
      setCount(null);
    };
    listen('dragenter', (event) => {
      if (!holdsFiles(event)) return;
      depth += 1;
      setCount(event.dataTransfer?.items.length ?? 1);
    });
    listen('dragleave', (event) => {
      if (holdsFiles(event) && (depth -= 1) <= 0) end();
    });
    listen('dragover', (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    });
    listen('drop', (event) => {
      end();
      if (!holdsFiles(event)) return;
      event.preventDefault();
      const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === 'file');
      void takeDroppedFiles(items).then(takeFiles);
    });
    listen('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (isTyping(event.target) || useAddVideos.getState().isOpen) return;
      if (files.length > 0) takeFiles(files);
      else if (isLinkList(text)) openAddVideos({ links: text });
    });
    return () => stop.abort();
  }, []);
  if (count === null) return null;
  return (
    <div className={styles['drop']} role="status">
      <div className={styles['dropCard']}>
        <IconMovie size={40} stroke={1.5} aria-hidden="true" />
        <strong>{t('video.drop', { count })}</strong>
        <span className="muted">{t('video.dropHint')}</span>
      </div>
    </div>
  );
}
