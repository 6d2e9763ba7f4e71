/** Of node:fs: a read-only mount, an immutable file or one of somebody else. */
export const isWriteRefusal = (error: unknown): boolean =>
  ['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
