/** By UTF-8 bytes, as ClickHouse orders texts; JavaScript's own order differs beyond U+FFFF. */
export const compareTexts = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));
