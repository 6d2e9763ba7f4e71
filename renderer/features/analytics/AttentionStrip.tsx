import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useSystemInfo } from '../../app/system-info.ts';
import { useCounts, useQueuesLive, useServicesLive } from '../../app/live/store.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { isAboutStorage } from '../../app/StorageBanner.tsx';
import { Button, buttonClass } from '../../kit/Button.tsx';
import { StateGlyph } from '../../kit/StatePill.tsx';
import { toast } from '../../kit/toasts.ts';
import styles from './Overview.module.css';

interface Matter {
  readonly id: string;
  readonly isBad: boolean;
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}

function useDeadMatter(): Matter | null {
  const t = useT();
  const client = useClient();
  const queries = useQueryClient();
  const words = useErrorWords();
  const dead = useCounts()?.deadLetters ?? 0;
  const retry = useMutation({
    mutationFn: async () => {
      const filter = { deadLetters: true };
      const { upToId } = await client.jobs.list({ ...filter, limit: 1 });
      return client.jobs.act({ action: 'retry', selection: { filter, upToId } });
    },
    onSuccess: ({ changed }) => toast(t('analytics.attention.retried', { count: changed }), { tone: 'done' }),
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
  if (dead === 0) return null;
  return {
    id: 'dead',
    isBad: true,
    title: t('analytics.attention.dead', { count: dead }),
    text: t('analytics.attention.deadText'),
    action: (
      <>
        <Button onClick={() => retry.mutate()} isBusy={retry.isPending}>
          {t('analytics.attention.retry', { count: dead })}
        </Button>
        <RouteLink to="/queue" search={{ deadLetters: true }} className={buttonClass('quiet')}>
          {t('analytics.attention.look')}
        </RouteLink>
      </>
    ),
  };
}

function useServiceMatters(): Matter[] {
  const t = useT();
  const words = useErrorWords();
  const services = useServicesLive() ?? [];
  return services
    .filter((service) => service.state === 'failed' || service.state === 'backing-off')
    .map((service) => ({
      id: `service-${service.name}`,
      isBad: service.state === 'failed',
      title: t('analytics.attention.service', {
        name: t(`health.service.${service.name}`, { defaultValue: service.name }),
      }),
      text: service.error ? words(service.error).message : t(`common.serviceState.${service.state}`),
      action: (
        <RouteLink to="/services" className={buttonClass()}>
          {t('analytics.attention.look')}
        </RouteLink>
      ),
    }));
}

function usePausedMatter(): Matter | null {
  const t = useT();
  const client = useClient();
  const words = useErrorWords();
  const paused = useQueuesLive().filter((queue) => queue.status === 'paused' && queue.waiting > 0);
  const resume = useMutation({
    mutationFn: () => Promise.all(paused.map((queue) => client.queues.resume({ name: queue.name }))),
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
  });
  const waiting = paused.reduce((sum, queue) => sum + queue.waiting, 0);
  if (waiting === 0) return null;
  return {
    id: 'paused',
    isBad: false,
    title: t('common.queuePaused'),
    text: t('analytics.attention.paused', { count: waiting }),
    action: (
      <Button onClick={() => resume.mutate()} isBusy={resume.isPending}>
        {t('analytics.attention.resume')}
      </Button>
    ),
  };
}

/** This console is on another port than it wanted: one click keeps it there (A01). */
function KeepPort({ port }: { port: number }) {
  const t = useT();
  const client = useClient();
  const words = useErrorWords();
  const keep = useMutation({
    mutationFn: () => client.settings.set({ changes: { controlPort: port } }),
    onSuccess: () => toast(t('analytics.attention.portKept', { port: String(port) }), { tone: 'done' }),
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
  });
  return (
    <Button onClick={() => keep.mutate()} isBusy={keep.isPending} disabled={keep.isSuccess}>
      {t('analytics.attention.keepPort', { port: String(port) })}
    </Button>
  );
}

function useNoticeMatters(): Matter[] {
  const t = useT();
  const { data } = useSystemInfo();
  const notices = (data?.notices ?? []).filter((notice) => !isAboutStorage(notice));
  return notices.map((notice) => ({
    id: `notice-${notice.code}`,
    isBad: false,
    title: t('analytics.attention.notice'),
    text: t(`system.notices.${notice.code}`, { defaultValue: notice.code, ...notice.params }),
    action: typeof notice.params['own'] === 'number' ? <KeepPort port={notice.params['own']} /> : null,
  }));
}

/** What needs a person, worst first, at most three; absent when all is well. */
export function AttentionStrip() {
  const t = useT();
  const dead = useDeadMatter();
  const paused = usePausedMatter();
  const matters = [...useServiceMatters(), dead, paused, ...useNoticeMatters()]
    .filter((matter) => matter !== null)
    .toSorted((a, b) => Number(b.isBad) - Number(a.isBad))
    .slice(0, 3);
  if (matters.length === 0) return null;
  return (
    <section aria-label={t('analytics.attention.title')} className={styles['attention']}>
      {matters.map((matter) => (
        <div key={matter.id} className={styles['attentionItem']}>
          <span className={matter.isBad ? styles['glyphFailed'] : styles['glyphWarn']}>
            <StateGlyph glyph={matter.isBad ? 'failed' : 'degraded'} size={18} />
          </span>
          <div className={styles['attentionText']}>
            <h2>{matter.title}</h2>
            <p>{matter.text}</p>
          </div>
          {matter.action ? <div className={styles['attentionActions']}>{matter.action}</div> : null}
        </div>
      ))}
    </section>
  );
}
