import { IconMovie } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { openAddVideos, useAddVideos } from '../../app/add-videos.ts';
import { useT } from '../../app/language.ts';
import { toast } from '../../kit/toasts.ts';
import { takeDroppedFiles } from './dropped-files.ts';
import { isLinkList } from './sources.ts';
import styles from './Video.module.css';

/** What is dragged over the window: files, links from a page, or something that is not for us. */
type Cargo = 'files' | 'links' | null;
const cargoOf = ({ dataTransfer }: DragEvent): Cargo => {
  if (dataTransfer?.types.includes('Files')) return 'files';
  return dataTransfer?.types.includes('text/uri-list') ? 'links' : null;
};
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null;

/** Rejects nothing: false where no file came of it. */
async function takeDropped(data: DataTransfer): Promise<boolean> {
  const files = await takeDroppedFiles([...data.items].filter((item) => item.kind === 'file'));
  if (files.length > 0) openAddVideos({ files });
  return files.length > 0;
}

/** Anything but a list of http(s) links is let fall. */
function takeLinks(text: string): void {
  if (isLinkList(text)) openAddVideos({ links: text });
}

/** The whole window takes files and links, dropped or pasted. Whatever is dropped, the window never goes to its address. */
export function DropTarget() {
  const t = useT();
  const [hovering, setHovering] = useState<{ cargo: Cargo; count: number } | null>(null);
  useEffect(() => {
    // dragenter and dragleave come for every element that is crossed.
    let depth = 0;
    // A row or a link of our own that is dragged within the window is no source.
    let isOurs = false;
    const stop = new AbortController();
    const listen = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void) =>
      window.addEventListener(type, act, { signal: stop.signal });
    const end = () => {
      depth = 0;
      setHovering(null);
    };
    const foreign = (event: DragEvent): Cargo => (isOurs ? null : cargoOf(event));
    listen('dragstart', () => (isOurs = true));
    listen('dragend', () => (isOurs = false));
    listen('dragenter', (event) => {
      const cargo = foreign(event);
      if (!cargo) return;
      depth += 1;
      setHovering({ cargo, count: event.dataTransfer?.items.length ?? 1 });
    });
    listen('dragleave', (event) => {
      if (foreign(event) && (depth -= 1) <= 0) end();
    });
    listen('dragover', (event) => {
      if (!foreign(event) || (cargoOf(event) === 'links' && isTyping(event.target))) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    });
    listen('drop', (event) => {
      end();
      const cargo = foreign(event);
      if (!cargo || (cargo === 'links' && isTyping(event.target))) return;
      event.preventDefault();
      if (!event.dataTransfer) return;
      if (cargo === 'links') return takeLinks(event.dataTransfer.getData('text/uri-list'));
      void takeDropped(event.dataTransfer).then((isTaken) => {
        if (!isTaken) toast(t('video.dropEmpty'), { tone: 'failed' });
      });
    });
    listen('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (isTyping(event.target) || useAddVideos.getState().isOpen) return;
      if (files.length > 0) openAddVideos({ files });
      else takeLinks(event.clipboardData?.getData('text/plain') ?? '');
    });
    return () => stop.abort();
  }, [t]);
  if (!hovering) return null;
  return (
    <div className={styles['drop']} role="status">
      <div className={styles['dropCard']}>
        <IconMovie size={40} stroke={1.5} aria-hidden="true" />
        <strong>{hovering.cargo === 'links' ? t('video.dropLink') : t('video.drop', { count: hovering.count })}</strong>
        <span className="muted">{t('video.dropHint')}</span>
      </div>
    </div>
  );
}
