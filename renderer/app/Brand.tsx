/** The tower mark: its lamp is the one amber in the window. */
export function Brand({ size = 26 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M5 5h14l-1 5H6zM7.500 11h9L18 22H6zM12 1l5 3H7z" />
      <path fill="var(--color-brand)" d="M7.200 6.200h9.600l-.5 2.600H7.700z" />
    </svg>
  );
}
