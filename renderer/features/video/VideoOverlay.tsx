import { useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { openAddVideos } from '../../app/add-videos.ts';
import { useClient } from '../../app/client.ts';
import { usePresetsDialog, useRunAgain } from '../../app/run-again.ts';
import { AddVideos } from './add-videos.ts';
import { AddVideosDialog } from './AddVideosDialog.tsx';
import { DropTarget } from './DropTarget.tsx';
import { PresetsDialog } from './PresetsDialog.tsx';
import { RunAgainDialog } from './RunAgainDialog.tsx';
import { createUploadDoors } from './upload-doors.ts';
import { UploadDock } from './UploadDock.tsx';

/** `?add=1` opens the dialog, for tray, menu and links; then it is taken out of the address, so that going back opens nothing. */
function useAddingByAddress(): void {
  const router = useRouter();
  const isAsked = useRouterState({ select: ({ location }) => 'add' in location.search });
  useEffect(() => {
    if (!isAsked) return;
    openAddVideos();
    const { pathname, search } = new URL(router.history.location.href, window.location.origin);
    const rest = new URLSearchParams(search);
    rest.delete('add');
    router.history.replace(rest.size > 0 ? `${pathname}?${rest.toString()}` : pathname);
  }, [isAsked, router]);
}

/** What the video feature lays over every page: adding, presets, running again, the window as a drop target, running uploads. */
export function VideoOverlay() {
  const client = useClient();
  useAddingByAddress();
  const adding = useMemo(() => {
    const shell = window.atalaya;
    const pathOf = shell ? (file: File) => shell.pathForFile(file) : null;
    return new AddVideos({ client, doors: createUploadDoors(client), pathOf });
  }, [client]);
  const isPresetsOpen = usePresetsDialog((state) => state.isOpen);
  const job = useRunAgain((state) => state.job);
  return (
    <>
      <DropTarget />
      <AddVideosDialog adding={adding} />
      <UploadDock adding={adding} />
      {isPresetsOpen ? <PresetsDialog /> : null}
      {job ? <RunAgainDialog key={job.id} job={job} /> : null}
    </>
  );
}
