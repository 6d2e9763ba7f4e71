import { useVirtualizer } from '@tanstack/react-virtual';
import { useImperativeHandle, useRef, type HTMLAttributes, type ReactNode, type Ref } from 'react';
import styles from './Table.module.css';
import { cx } from './cx.ts';

export interface VirtualListHandle {
  scrollToIndex(index: number, align?: 'auto' | 'start' | 'end' | 'center'): void;
  scrollToEnd(): void;
  readonly element: HTMLElement | null;
}

export interface VirtualListProps extends Omit<HTMLAttributes<HTMLDivElement>, 'children' | 'onScroll'> {
  count: number;
  /** Height of a row in pixels; with `isMeasured` only the first guess. */
  rowHeight: number;
  isMeasured?: boolean;
  keyOf: (index: number) => string | number;
  /** A plain HTML row. It has to be light: it is drawn on every scroll. */
  renderRow: (index: number) => ReactNode;
  /** The rows in sight changed; for loading pages as they come near. */
  onRange?: (first: number, last: number) => void;
  onScrolled?: (state: { isAtEnd: boolean; isAtStart: boolean }) => void;
  header?: ReactNode;
  ref?: Ref<VirtualListHandle> | undefined;
}

/** A list of any length that draws the rows in sight alone. Wrap `renderRow`'s row roles yourself (`row`, `option`, `listitem`). */
export function VirtualList(props: VirtualListProps) {
  const { count, rowHeight, isMeasured, keyOf, renderRow, onRange, onScrolled, header, ref, className, ...rest } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- we run no React compiler
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 8,
    onChange: (instance) => {
      const range = instance.range;
      if (range) onRange?.(range.startIndex, range.endIndex);
    },
  });
  useImperativeHandle(
    ref,
    () => ({
      scrollToIndex: (index, align = 'auto') => virtual.scrollToIndex(index, { align }),
      scrollToEnd: () => virtual.scrollToIndex(Math.max(0, count - 1), { align: 'end' }),
      get element() {
        return scroller.current;
      },
    }),
    [virtual, count],
  );
  const report = () => {
    const element = scroller.current;
    if (!element || !onScrolled) return;
    const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
    onScrolled({ isAtEnd: rest < 24, isAtStart: element.scrollTop < 24 });
  };
  return (
    <div {...rest} ref={scroller} className={cx(styles['scroller'], className)} onScroll={report}>
      {header}
      <div role="presentation" className={styles['sizer']} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="presentation"
            data-index={item.index}
            ref={isMeasured ? virtual.measureElement : undefined}
            className={styles['slot']}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {renderRow(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
