/** The address a view is known by: with a fragment only where the application routes by it (`#/…`, `#!…`). */
export const viewAddress = (href: string): string => (/#[!/]/.test(href) ? href : href.replace(/#.*/, ''));

const withoutQuery = (address: string): string => address.replace(/\?[^#]*/, '');

/**
 * Whether the move from one address to another is another view. The same address is not; nor is `replaceState` that
 * changes the query alone, as filters and search boxes do at every key.
 */
export const isAnotherView = (from: string, to: string, how: 'replaced' | 'moved'): boolean =>
  how === 'moved' ? from !== to : withoutQuery(from) !== withoutQuery(to);

/** Calls back when a single-page application shows another view. */
export const watchAddress = (onMove: (address: string) => void): void => {
  let current = viewAddress(location.href);
  const look = (how: 'replaced' | 'moved'): void => {
    const address = viewAddress(location.href);
    const another = isAnotherView(current, address, how);
    current = address;
    if (another) onMove(address);
  };
  const { pushState, replaceState } = history;
  history.pushState = (...args) => {
    pushState.apply(history, args);
    look('moved');
  };
  history.replaceState = (...args) => {
    replaceState.apply(history, args);
    look('replaced');
  };
  for (const type of ['popstate', 'hashchange']) addEventListener(type, () => look('moved'));
};
