/** What the preload hands to the window. Absent in a browser: there the window speaks WebSocket. */
export interface ShellBridge {
  readonly platform: 'darwin' | 'linux' | 'win32';
  /** Asks main for a fresh port; it arrives as a `message` event `{ kind: 'atalaya-port' }` with the port, after the sender check. */
  connect(): void;
  /** Absolute path of a dropped or picked file; empty when it has none. */
  pathForFile(file: File): string;
  /** The system's file dialog. */
  pickFiles(): Promise<string[]>;
  /** Navigation asked for by the tray, a deep link or a notification: an address of the window's router, as `/jobs/42`. */
  onNavigate(listener: (path: string) => void): () => void;
}

declare global {
  interface Window {
    readonly atalaya?: ShellBridge;
  }
}
