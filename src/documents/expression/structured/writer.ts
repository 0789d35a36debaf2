import type { Span } from '../ast.ts';

/** A stretch of the text, and the place in the structure that it says. */
type Mark = { readonly start: number; readonly end: number; readonly path: string };

/** Writes the text of a structure and remembers which part of it each stretch came from. */
export type Writer = {
  readonly put: (text: string) => void;
  /** What `write` puts stands for the part at this path. */
  readonly at: (path: string, write: () => void) => void;
  readonly text: () => string;
  /** The path of the smallest part that has written the place. */
  readonly placeOf: (span: Span) => string;
};

export const createWriter = (): Writer => {
  let text = '';
  const marks: Mark[] = [];
  return {
    put: (more) => {
      text += more;
    },
    at: (path, write) => {
      const start = text.length;
      write();
      marks.push({ start, end: text.length, path });
    },
    text: () => text,
    // inner parts are done first, so the first that holds the place is the smallest
    placeOf: ({ start, end }) =>
      marks.find((mark) => mark.start <= start.offset && mark.end >= Math.max(end.offset, start.offset))?.path ?? '',
  };
};
