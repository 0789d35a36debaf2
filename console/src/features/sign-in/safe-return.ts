/** Where to go after signing in: a path of this console, never another site (open redirect, CWE-601). */
export const safeReturn = (back: string | null, origin: string): string => {
  if (back === null || !URL.canParse(back, origin)) return '/';
  const url = new URL(back, origin);
  return url.origin === origin && !url.pathname.startsWith('/sign-in') ? url.pathname + url.search + url.hash : '/';
};
