/** A folder or a file of the drop: what we use of the File and Directory Entries API. */
export interface DroppedEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  /** Of folders. */
  createReader?(): { readEntries(done: (entries: DroppedEntry[]) => void, failed: () => void): void };
  /** Of files. */
  file?(done: (file: File) => void, failed: () => void): void;
}
/** What a drop holds, as the browser tells while the event lasts. */
export interface DroppedItem {
  getAsFile(): File | null;
  webkitGetAsEntry(): DroppedEntry | null;
}

/** A whole disk dropped by mistake is not read to its end. */
const maxFolderFiles = 1000;
const maxDepth = 8;

/** The dropped files and, of dropped folders, those in them and below. Call within the event: afterwards it is empty. */
export function takeDroppedFiles(items: readonly DroppedItem[]): Promise<File[]> {
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return collect(dropped);
}

async function collect(dropped: readonly { entry: DroppedEntry | null; file: File | null }[]): Promise<File[]> {
  const files: File[] = [];
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) await addFilesOf(entry, files, 1);
    else if (file) files.push(file);
  }
  return files;
}

async function addFilesOf(folder: DroppedEntry, files: File[], depth: number): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    if (files.length >= maxFolderFiles) return;
    if (entry.isDirectory) {
      if (depth < maxDepth) await addFilesOf(entry, files, depth + 1);
      continue;
    }
    const file = await fileOf(entry);
    if (file) files.push(file);
  }
}

/** In the order of their names; the browser hands them over in portions, an empty one at the end. */
async function entriesOf(folder: DroppedEntry): Promise<DroppedEntry[]> {
  const reader = folder.createReader?.();
  const entries: DroppedEntry[] = [];
  for (;;) {
    // A folder that can't be read has nothing for us.
    const portion = await new Promise<DroppedEntry[]>((resolve) => {
      if (reader) reader.readEntries(resolve, () => resolve([]));
      else resolve([]);
    });
    if (portion.length === 0) return entries.toSorted((a, b) => a.name.localeCompare(b.name));
    entries.push(...portion);
  }
}

/** Null where it is gone or unreadable since the folder was listed. */
const fileOf = (entry: DroppedEntry): Promise<File | null> =>
  new Promise((resolve) => {
    if (entry.file) entry.file(resolve, () => resolve(null));
    else resolve(null);
  });
