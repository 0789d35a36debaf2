/** How long after it was asked for, a page of this site may take to come. */
const comesWithinMs = 15_000;

/**
 * Tells whether this page makes room for another of the same site, which will find what is queued and send it: then
 * nothing need be sent at the last moment, and nothing is sent twice. By the Navigation API; false where it is missing.
 */
export const watchNextPage = (): (() => boolean) => {
  let expectedUntil = 0;
  // missing in browsers of before 2026
  window.navigation?.addEventListener('navigate', ({ destination, downloadRequest }) => {
    const ours = destination.url.startsWith(`${location.origin}/`);
    if (ours && !destination.sameDocument && downloadRequest === null) expectedUntil = Date.now() + comesWithinMs;
  });
  return () => Date.now() < expectedUntil;
};
