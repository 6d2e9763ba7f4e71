import { IconFolderOpen, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { closeAddVideos, useAddVideos } from '../../app/add-videos.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useGoTo } from '../../app/navigate.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextAreaField } from '../../kit/Field.tsx';
import { toast } from '../../kit/toasts.ts';
import type { AddVideos, Outcome } from './add-videos.ts';
import { OrderForm } from './OrderForm.tsx';
import { SourceList } from './SourceList.tsx';
import { sourcesFromLines } from './sources.ts';
import { useOrder } from './use-order.ts';
import styles from './Video.module.css';

/** Picks files with the system's dialog, or with the browser's. */
function PickFiles({ adding }: { adding: AddVideos }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const pick = async () => {
    const shell = window.atalaya;
    if (!shell) return input.current?.click();
    const paths = await shell.pickFiles();
    adding.addSources(paths.map((value) => ({ kind: 'file', value })));
  };
  return (
    <div className={styles['pick']}>
      <Button icon={<IconFolderOpen size={16} aria-hidden="true" />} onClick={() => void pick()} data-autofocus>
        {t('video.pickFiles')}
      </Button>
      <span className="muted">{t('video.orDrop')}</span>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="video/*,.mkv,.mov,.mts,.m2ts,.flv,.wmv,.avi,.mxf"
        aria-label={t('video.pickFiles')}
        onChange={(event) => {
          adding.addFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

/** Says what became of it, and closes when nothing is left to say. */
function useSubmit(adding: AddVideos, links: string, setLinks: (links: string) => void, reset: () => void) {
  const t = useT();
  const format = useFormat();
  const goTo = useGoTo();
  const [isBusy, setIsBusy] = useState(false);
  const tell = ({ added, failed, waiting, dropped }: Outcome) => {
    const [first] = added;
    if (added.length > 0)
      toast(t('video.added', { count: added.length, shown: format.number(added.length) }), {
        tone: 'done',
        action: {
          label: t(added.length === 1 ? 'video.showJob' : 'video.showQueue'),
          run: () => goTo(added.length === 1 ? `/jobs/${first}` : '/queue'),
        },
      });
    // Cancelled half way: the dialog has been closed, and may be open again for others.
    if (failed > 0 || dropped > 0) return;
    if (waiting > 0) toast(t('video.addedLater', { count: waiting }));
    adding.clear();
    reset();
    closeAddVideos();
  };
  const submit = async (order: Parameters<AddVideos['submit']>[0]) => {
    adding.addSources(sourcesFromLines(links));
    setLinks('');
    setIsBusy(true);
    try {
      tell(await adding.submit(order));
    } finally {
      setIsBusy(false);
    }
  };
  return { submit, isBusy };
}

/** Files, links and what is to be done with them, once for all. */
export function AddVideosDialog({ adding }: { adding: AddVideos }) {
  const t = useT();
  const start = useAddVideos();
  const { rows, rejected } = useStore(adding.store);
  const [links, setLinks] = useState('');
  const order = useOrder();
  const { submit, isBusy } = useSubmit(adding, links, setLinks, order.reset);
  useEffect(() => {
    if (start.files.length > 0) adding.addFiles(start.files);
  }, [adding, start.files]);
  useEffect(() => {
    if (start.links) adding.addSources(sourcesFromLines(start.links));
  }, [adding, start.links]);
  const open = rows.filter(({ state }) => state.status === 'ready' || state.status === 'failed').length;
  const count = open + sourcesFromLines(links).length;
  const close = () => {
    adding.clear();
    setLinks('');
    order.reset();
    closeAddVideos();
  };
  return (
    <Dialog
      isOpen={start.isOpen}
      onClose={close}
      title={t('video.addTitle')}
      size={720}
      footer={
        <>
          <Button onClick={close}>{t('common.kit.cancel')}</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabled={count === 0 || order.value === null}
            onClick={() => {
              if (order.value) void submit(order.value);
            }}
          >
            {count === 0 ? t('video.addNone') : t('video.addCount', { count })}
          </Button>
        </>
      }
    >
      <div className={styles['add']}>
        <PickFiles adding={adding} />
        <TextAreaField
          label={t('video.links')}
          hint={t('video.linksHint')}
          rows={3}
          isMono
          value={links}
          onChange={setLinks}
          placeholder="https://"
        />
        {rejected.length > 0 ? (
          <p className={styles['rejected']} role="status">
            <IconInfoCircle size={16} aria-hidden="true" />
            <span>{t('video.rejected', { count: rejected.length, names: rejected.slice(0, 5).join(', ') })}</span>
          </p>
        ) : null}
        <SourceList rows={rows} adding={adding} />
        <OrderForm order={order} />
      </div>
    </Dialog>
  );
}
