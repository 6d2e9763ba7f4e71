import { create } from 'zustand';
import type { Job } from '#shared/domain/job.ts';

/** The job that is to run again with changes. The dialog is in features/video. */
export const useRunAgain = create<{ readonly job: Job | null }>(() => ({ job: null }));
export const openRunAgain = (job: Job): void => useRunAgain.setState({ job });
export const closeRunAgain = (): void => useRunAgain.setState({ job: null });

/** Whether the list of presets is open. The dialog is in features/video. */
export const usePresetsDialog = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));
export const openPresets = (): void => usePresetsDialog.setState({ isOpen: true });
export const closePresets = (): void => usePresetsDialog.setState({ isOpen: false });
