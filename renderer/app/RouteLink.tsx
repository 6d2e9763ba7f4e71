import { Link, type LinkProps } from '@tanstack/react-router';
import type { AriaAttributes, ReactNode } from 'react';

export interface RouteLinkProps extends AriaAttributes {
  /** An address of the window's router, as `/jobs/42`. */
  to: string;
  search?: Readonly<Record<string, unknown>>;
  children: ReactNode;
  className?: string | undefined;
  title?: string;
  onClick?: () => void;
}

/** A link to a page by its plain address: features don't know each other's routes. */
export function RouteLink({ to, search, children, ...rest }: RouteLinkProps) {
  // The table of routes belongs to the app; here an address is text.
  const target = { to, ...(search ? { search } : {}) } as LinkProps;
  return (
    // Who is current is said by the caller: a page is not the pages below it.
    <Link {...target} activeOptions={{ exact: true }} {...rest}>
      {children}
    </Link>
  );
}
