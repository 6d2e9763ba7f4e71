/** Absolute path of Electron's program (or of what ELECTRON_OVERRIDE_DIST_PATH puts in its place); null where there is none. */
export function electronBinary(): string | null;
