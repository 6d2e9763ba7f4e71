import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Layout } from './Layout.tsx';
import { NotFound } from './NotFound.tsx';
import { RouteError } from './RouteError.tsx';
import { pages } from './routes.tsx';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound, errorComponent: RouteError });

const routes = pages.map((page) =>
  createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(async () => ({ default: await page.load() })),
    errorComponent: RouteError,
  }),
);

/** Path addresses in the browser and over app:// alike: both hosts answer every path of the window with its page. */
export const createAppRouter = () =>
  createRouter({
    routeTree: root.addChildren(routes),
    defaultPreload: 'intent',
    scrollRestoration: false,
  });
