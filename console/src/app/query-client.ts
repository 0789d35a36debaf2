import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/client.ts';

const mayHelpToRetry = (error: Error): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 502;

/** A session that ended shows the sign-in page, from wherever it was noticed. */
const onSignedOut = (error: Error): void => {
  if (!(error instanceof ApiError) || error.status !== 401 || window.location.pathname === '/sign-in') return;
  const back = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?back=${encodeURIComponent(back)}`);
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: onSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && mayHelpToRetry(error),
      refetchOnWindowFocus: true,
    },
  },
});
