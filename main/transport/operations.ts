import type { OperationMeta } from '#shared/contract/define.ts';
import { contract } from '#shared/contract/index.ts';

/** One row of the contract as a REST route. */
export interface OperationRoute {
  /** `jobs.add`. */
  readonly name: string;
  readonly method: string;
  /** As in the contract: `/api/v1/jobs/{id}`. */
  readonly path: string;
  readonly meta: OperationMeta;
}

interface Declared {
  readonly '~orpc': {
    readonly meta: OperationMeta;
    readonly route: { readonly method?: string; readonly path?: string };
  };
}

/** Every operation of the contract, in its order. */
export function listOperations(): OperationRoute[] {
  const routes: OperationRoute[] = [];
  for (const [feature, operations] of Object.entries(contract)) {
    // `operation()` writes meta and route of each; the library's own type keeps them optional.
    for (const [verb, declared] of Object.entries(operations as unknown as Record<string, Declared>)) {
      const { meta, route } = declared['~orpc'];
      routes.push({ name: `${feature}.${verb}`, method: route.method ?? 'POST', path: route.path ?? '', meta });
    }
  }
  return routes;
}

/** The methods that a path knows, sorted; empty for an unknown path. */
export class AllowedMethods {
  readonly #patterns: { pattern: RegExp; method: string }[] = [];

  add(method: string, path: string): void {
    const source = path.replaceAll(/[.]/g, '\\.').replaceAll(/\{[^{}]+\}/g, '[^/]+');
    this.#patterns.push({ method, pattern: new RegExp(`^${source}$`) });
  }

  of(path: string): string[] {
    const methods = this.#patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}
