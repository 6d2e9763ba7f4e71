// Every request of every page passes here: own schemes are answered by the app's handler, navigation and new windows are put to its guards.
import { fromBrowserUrl, schemeHandler } from './session.mjs';
import { refusePopup, windowOfPage } from './windows.mjs';

export async function routeRequest(route) {
  const request = route.request();
  const address = fromBrowserUrl(request.url());
  const page = pageOf(request);
  const window = page && windowOfPage(page);
  if (!window) {
    await refusePopup(page, address);
    return quietly(route.abort('aborted'));
  }
  if (request.isNavigationRequest() && !window.webContents._mayNavigate(request, address)) {
    return quietly(route.abort('aborted'));
  }
  const handler = schemeHandler(address);
  if (!handler)
    return address === request.url() ? quietly(route.continue()) : quietly(route.abort('addressunreachable'));
  try {
    await answerBy(handler, route, address, window);
  } catch (error) {
    console.error('the protocol handler failed', error);
    await quietly(route.abort('failed'));
  }
}

async function answerBy(handler, route, address, window) {
  const request = route.request();
  const headers = await request.allHeaders();
  const response = await handler(
    new Request(address, { method: request.method(), headers, body: request.postDataBuffer() ?? undefined }),
  );
  const location = response.headers.get('location');
  if (location && request.isNavigationRequest() && !window.webContents._mayRedirect(new URL(location, address).href)) {
    return quietly(route.abort('aborted'));
  }
  const body = Buffer.from(await response.arrayBuffer());
  await quietly(route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body }));
}

/** The page may be gone before its answer comes. */
const quietly = (promise) => promise.catch(() => {});

function pageOf(request) {
  try {
    return request.frame().page();
  } catch {
    return null; // the first request of a page that is only being made: a new window
  }
}
