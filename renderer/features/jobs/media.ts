/** Both hosts serve a job's files under the same address: the control server, and the shell under app://. */
const mediaUrl = (id: number, which: 'result' | 'source' | 'thumbnail'): string => `/api/v1/jobs/${id}/media/${which}`;

export const resultUrl = (id: number): string => mediaUrl(id, 'result');
export const sourceUrl = (id: number): string => mediaUrl(id, 'source');
export const thumbnailUrl = (id: number): string => mediaUrl(id, 'thumbnail');
export const downloadUrl = (id: number): string => `${mediaUrl(id, 'result')}?download=1`;
