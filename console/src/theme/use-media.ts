import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds, now and whenever that changes: `(prefers-color-scheme: dark)`. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback(
    (notify: () => void): (() => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', notify);
      return () => list.removeEventListener('change', notify);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
};
