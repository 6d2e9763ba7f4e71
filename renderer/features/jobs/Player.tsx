import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconPlayerTrackPrev } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Job } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Segments } from '../../kit/Tabs.tsx';
import { resultUrl, sourceUrl, thumbnailUrl } from './media.ts';
import styles from './Job.module.css';
import { useNarrow } from './use-narrow.ts';

/** A frame at 30 pictures a second: near enough for stepping; the file's own rate isn't known here. */
const frameSeconds = 1 / 30;

type View = 'both' | 'before' | 'after';

/** Before and after, side by side and locked in time as far as the shorter one goes. */
export function Player({ job }: { job: Job }) {
  const t = useT();
  const format = useFormat();
  const before = useRef<HTMLVideoElement>(null);
  const after = useRef<HTMLVideoElement>(null);
  const [view, setView] = useState<View>(useNarrow() ? 'after' : 'both');
  const [isPlaying, setIsPlaying] = useState(false);
  const [hasNoSource, setHasNoSource] = useState(false);
  const [hasNoResult, setHasNoResult] = useState(false);
  const [time, setTime] = useState({ at: 0, length: 0 });
  const both = () => [before.current, after.current].filter((element) => element !== null);
  const toggle = () => {
    for (const element of both()) {
      if (isPlaying) element.pause();
      // A side that can't play says so itself; the other goes on.
      else void element.play().catch(() => undefined);
    }
  };
  const seek = (seconds: number) => {
    for (const element of both()) element.currentTime = Math.max(0, Math.min(seconds, element.duration || seconds));
    setTime({ ...time, at: Math.max(0, seconds) });
  };
  const step = (by: number) => {
    for (const element of both()) element.pause();
    seek((after.current?.currentTime ?? 0) + by * frameSeconds);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === ',' || event.key === '.') step(event.key === ',' ? -1 : 1);
    else if (event.key === ' ' && event.target instanceof HTMLVideoElement) toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const clock = `${format.clock(time.at * 1000)} / ${format.clock(time.length * 1000)}`;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the players inside it
    <section className={styles['player']} aria-label={t('jobs.player')} onKeyDown={keys}>
      <div className={styles['screens']} data-view={view}>
        {hasNoSource ? null : (
          <Screen
            label={t('jobs.before')}
            video={before}
            src={sourceUrl(job.id)}
            isMuted
            isHidden={view === 'after'}
            onMissing={() => setHasNoSource(true)}
          />
        )}
        <Screen
          label={t('jobs.after')}
          video={after}
          src={resultUrl(job.id)}
          poster={job.result?.thumbnailPath ? thumbnailUrl(job.id) : undefined}
          isMuted={false}
          isHidden={(view === 'before' && !hasNoSource) || hasNoResult}
          onMissing={() => setHasNoResult(true)}
          onTime={(at, length) => setTime({ at, length })}
          onPlaying={setIsPlaying}
        />
      </div>
      {hasNoResult ? (
        <p className={styles['attemptError']} role="status">
          {t('jobs.resultGone')}
        </p>
      ) : null}
      <div className={styles['playerBar']}>
        <Button
          icon={
            isPlaying ? (
              <IconPlayerPause size={16} aria-hidden="true" />
            ) : (
              <IconPlayerPlay size={16} aria-hidden="true" />
            )
          }
          onClick={toggle}
        >
          {t(isPlaying ? 'jobs.pausePlayer' : 'jobs.play')}
        </Button>
        <IconButton
          label={t('jobs.frameBack')}
          icon={<IconPlayerTrackPrev size={16} aria-hidden="true" />}
          onClick={() => step(-1)}
        />
        <IconButton
          label={t('jobs.frameOn')}
          icon={<IconPlayerTrackNext size={16} aria-hidden="true" />}
          onClick={() => step(1)}
        />
        <input
          className={styles['seek']}
          type="range"
          min={0}
          max={time.length || 1}
          step={0.01}
          value={time.at}
          aria-label={t('jobs.position')}
          aria-valuetext={clock}
          onChange={(event) => seek(event.currentTarget.valueAsNumber)}
        />
        <span className={styles['clock']}>{clock}</span>
        {hasNoSource ? (
          <span className="muted">{t('jobs.sourceGone')}</span>
        ) : (
          <Segments
            label={t('jobs.view')}
            items={(['both', 'before', 'after'] as const).map((id) => ({ id, label: t(`jobs.viewOf.${id}`) }))}
            selected={view}
            onSelect={setView}
          />
        )}
      </div>
    </section>
  );
}

interface ScreenProps {
  label: string;
  video: RefObject<HTMLVideoElement | null>;
  src: string;
  poster?: string | undefined;
  isMuted: boolean;
  isHidden: boolean;
  onMissing?: () => void;
  onTime?: (atSeconds: number, lengthSeconds: number) => void;
  onPlaying?: (isPlaying: boolean) => void;
}

function Screen({ label, video, src, poster, isMuted, isHidden, onMissing, onTime, onPlaying }: ScreenProps) {
  const tell = ({ currentTime, duration }: HTMLVideoElement) =>
    onTime?.(currentTime, Number.isFinite(duration) ? duration : 0);
  return (
    <figure className={styles['screen']} hidden={isHidden}>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- the person's own footage; there are no captions to offer */}
      <video
        ref={video}
        src={src}
        poster={poster}
        muted={isMuted}
        preload="metadata"
        playsInline
        aria-label={label}
        onError={onMissing}
        onLoadedMetadata={(event) => tell(event.currentTarget)}
        onTimeUpdate={(event) => tell(event.currentTarget)}
        onPlay={() => onPlaying?.(true)}
        onPause={() => onPlaying?.(false)}
      />
      <figcaption>{label}</figcaption>
    </figure>
  );
}
