import { VideoOverlay } from '../features/video/VideoOverlay.tsx';

/** What features lay over every page (dialogs that open from anywhere, the drop target), one line each. */
export function Overlays() {
  return <VideoOverlay />;
}
