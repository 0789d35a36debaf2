import { randomId } from './random-id.ts';

/** One look at one page; a single-page application has many. */
export type View = {
  readonly id: string;
  readonly url: string;
  readonly referrer: string;
};

export const viewOf = (url: string, referrer: string): View => ({ id: randomId(), url, referrer });

/**
 * Segment's `context.page`; its path goes on with the fragment where the application routes by that. The title is read
 * late: applications set it after they have changed the address.
 */
export const pageFacts = ({ url, referrer }: View): Readonly<Record<string, string>> => {
  const { pathname, search, hash } = new URL(url);
  return {
    url: url.slice(0, 2000),
    path: pathname + hash,
    search: search.slice(0, 2000),
    title: document.title,
    referrer,
  };
};
