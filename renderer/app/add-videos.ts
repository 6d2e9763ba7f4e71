import { create } from 'zustand';

/** Whether the "Add videos" dialog is open and what it begins with. The dialog itself is in features/video. */
export const useAddVideos = create<{
  readonly isOpen: boolean;
  readonly files: readonly File[];
  readonly links: string;
}>(() => ({ isOpen: false, files: [], links: '' }));

/** Opens the dialog from anywhere, with dropped files or pasted links. */
export const openAddVideos = (start: { files?: readonly File[]; links?: string } = {}): void =>
  useAddVideos.setState({ isOpen: true, files: start.files ?? [], links: start.links ?? '' });
export const closeAddVideos = (): void => useAddVideos.setState({ isOpen: false, files: [], links: '' });
