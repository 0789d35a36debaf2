/** An expression as its document has it: text, or objects as one line of JSON. */
export const plainExpression = (written: unknown): string =>
  typeof written === 'string' ? written : JSON.stringify(written);
