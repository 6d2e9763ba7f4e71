import styles from './KeyHint.module.css';

const isApple = () => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);
const names: Readonly<Record<string, string>> = { escape: 'Esc', arrowup: '↑', arrowdown: '↓', space: '␣', enter: '↵' };

const keyName = (key: string): string => {
  if (key === 'mod') return isApple() ? '⌘' : 'Ctrl';
  if (key === 'shift') return isApple() ? '⇧' : 'Shift';
  if (key === 'alt') return isApple() ? '⌥' : 'Alt';
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
};

/** Shows a shortcut, as `mod+k` or the sequence `g q`. Hidden from speech: the button's own name is enough. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className={styles['keys']} aria-hidden="true">
      {keys.split(/[ ]|\+(?!$)/).map((key, index) => (
        <kbd key={`${key}${index}`} className={styles['key']}>
          {keyName(key)}
        </kbd>
      ))}
    </span>
  );
}
