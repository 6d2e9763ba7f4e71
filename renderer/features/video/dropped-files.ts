/** A dropped folder is walked so far; what lies beyond was hardly meant. */
const limits = { files: 2000, depth: 8 };

/**
 * The files that were dropped, with those of dropped folders. To be called within the event: afterwards the browser shows nothing of
 * what was dropped. Rejects where a folder can't be read.
 */
export async function filesOf(data: DataTransfer): Promise<File[]> {
  const plain = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (!entries.some((entry) => entry.isDirectory)) return plain;
  const files: File[] = [];
  for (const entry of entries) await collect(entry, files, limits.depth);
  return files;
}

async function collect(entry: FileSystemEntry, files: File[], depth: number): Promise<void> {
  if (files.length >= limits.files) return;
  if (isFile(entry)) files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
  else if (isFolder(entry) && depth > 0)
    for (const inner of await listFolder(entry)) await collect(inner, files, depth - 1);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Browsers list a folder in parts, and end with an empty one. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found.toSorted((a, b) => a.name.localeCompare(b.name));
    found.push(...part);
  }
}
