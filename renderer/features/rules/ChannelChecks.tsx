import { useT } from '../../app/language.ts';
import { CheckboxField } from '../../kit/Field.tsx';
import styles from './rules.module.css';
import { channelName, type ChannelRef, type Channels } from './sentence.ts';

interface ChannelChecksProps<T extends ChannelRef> {
  label: string;
  channels: Channels;
  chosen: readonly T[];
  error?: string | null;
  onChange: (chosen: T[]) => void;
  /** Makes the reference of a channel that is newly chosen. */
  refOf: (channel: Channels[number]) => T;
}

const isMeant = (ref: ChannelRef, channel: Channels[number]): boolean =>
  ref === channel.id || (channel.isFirst && ref === channel.sink);

/** Which channels are told. References to channels that are gone stay to be seen, and taken away. */
export function ChannelChecks<T extends ChannelRef>(props: ChannelChecksProps<T>) {
  const t = useT();
  const { label, channels, chosen, error, onChange, refOf } = props;
  const lost = chosen.filter((ref) => !channels.some((channel) => isMeant(ref, channel)));
  return (
    <div role="group" aria-label={label}>
      <span>{label}</span>
      <div className={styles['checks']}>
        {channels.map((channel) => (
          <CheckboxField
            key={channel.id}
            label={channel.name}
            isOn={chosen.some((ref) => isMeant(ref, channel))}
            onChange={(isOn) =>
              onChange([...chosen.filter((ref) => !isMeant(ref, channel)), ...(isOn ? [refOf(channel)] : [])])
            }
          />
        ))}
        {lost.map((ref) => (
          <CheckboxField
            key={ref}
            label={channelName(ref, { channels, t })}
            isOn
            onChange={() => onChange(chosen.filter((one) => one !== ref))}
          />
        ))}
      </div>
      {channels.length + lost.length === 0 ? <p className="muted">{t('rules.noChannels')}</p> : null}
      {error ? <p className={styles['problem']}>{error}</p> : null}
    </div>
  );
}
