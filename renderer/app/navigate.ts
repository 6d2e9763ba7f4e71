import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Goes to an address of the window's router, as `/jobs/42?tab=log`. */
export function useGoTo(): (path: string) => void {
  const router = useRouter();
  return useCallback((path) => router.history.push(path), [router]);
}
