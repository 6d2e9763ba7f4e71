/** What the host around the core can do on this desk: Electron in the shell, little in headless. */
export interface HostShell {
  readonly kind: 'electron' | 'headless';
  readonly can: { showInFolder: boolean; openFile: boolean; pickFiles: boolean; launchAtLogin: boolean };
  /** Absolute paths of our own making, never the caller's. Reject with `system-action-unavailable`. */
  showInFolder(path: string): Promise<void>;
  openFile(path: string): Promise<void>;
  setLaunchAtLogin(isOn: boolean): Promise<void>;
  /** Keeps the computer awake until the returned function is called. */
  keepAwake(reason: string): () => void;
  /** Puts a note on the desk; a click opens `path` in the console. Where it is missing the system's own means are used. */
  notify?(note: { title: string; body: string; path: string | null; isSilent: boolean }): Promise<void>;
  /** Ends the process once the core has stopped. */
  exit(code: number): void;
}
