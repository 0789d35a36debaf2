/** What of a page or of a scrolling part of it is to be seen. Pixels. */
type Scrolled = { readonly scrollTop: number; readonly clientHeight: number; readonly scrollHeight: number };

/** How much of its length has been seen down to the lower edge, in whole percent; 100 for what needs no scrolling. */
export const scrollPercent = ({ scrollTop, clientHeight, scrollHeight }: Scrolled): number =>
  scrollHeight > 0 ? Math.min(100, Math.round(((scrollTop + clientHeight) / scrollHeight) * 100)) : 100;
