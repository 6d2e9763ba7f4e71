import envPaths from 'env-paths';

/** Where the console keeps its data unless told otherwise: the system's usual place for a program's data. */
export const defaultDataFolder = (): string => envPaths('Atalaya', { suffix: '' }).data;
