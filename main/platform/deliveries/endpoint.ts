import { AppError, isErrorCode } from '#shared/contract/errors.ts';
import { defaultPolicy, endpointPolicySchema, type EndpointPolicy, type WholePolicy } from '#shared/domain/delivery.ts';
import type { Breaker } from './breaker.ts';
import type { EndpointRow } from './store.ts';

/** What changes on an endpoint as it is used. */
export interface EndpointHealth {
  readonly breaker: Breaker;
  readonly quietUntil: number | null;
  readonly broken: AppError | null;
  readonly brokenAt: number | null;
  readonly lastOkAt: number | null;
  readonly lastFailedAt: number | null;
  readonly lastError: AppError | null;
}

/** The sink's own policy over the house's, the endpoint's over both. */
export function policyOf(row: EndpointRow, ofSink: EndpointPolicy): WholePolicy {
  const own = endpointPolicySchema.safeParse(JSON.parse(row.policy));
  return { ...defaultPolicy, ...defined(ofSink), ...(own.success ? defined(own.data) : {}) };
}

export function healthOf(row: EndpointRow): EndpointHealth {
  return {
    breaker: {
      state: row.breaker,
      failures: row.breaker_failures,
      openings: row.breaker_openings,
      until: row.breaker_until,
    },
    quietUntil: row.quiet_until,
    broken: toError(row.broken),
    brokenAt: row.broken_at,
    lastOkAt: row.last_ok_at,
    lastFailedAt: row.last_failed_at,
    lastError: toError(row.last_error),
  };
}

/** `{code, params}` of a row as an error; null for none or for one that no version knows. */
export function toError(json: string | null): AppError | null {
  if (json === null) return null;
  const { code, params } = JSON.parse(json) as { code: string; params: AppError['params'] };
  return isErrorCode(code) ? new AppError(code, params) : null;
}

export const toJson = (error: AppError | null): string | null =>
  error && JSON.stringify({ code: error.code, params: error.params });

const defined = (policy: EndpointPolicy) =>
  Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined)) as Partial<WholePolicy>; // the absent ones are gone
