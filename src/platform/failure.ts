import { GyreError } from './errors.ts';

/** Words without a bound: a failure says as much as it needs. */
type FailureWords = { readonly en: string; readonly zh: string };

/**
 * Why work in the background failed, as it is kept beside the work: words for people in both languages. The stack
 * belongs into the server's log.
 */
export const failureText = (cause: unknown): string => {
  const words = cause instanceof GyreError ? cause.publicText : plain(cause);
  return JSON.stringify(words);
};

/** What `failureText` kept. Older rows hold a message, some with its stack: their first line is read. */
export const failureWords = (kept: string): FailureWords => {
  const words = parsed(kept);
  if (words !== undefined) return words;
  const [line = ''] = kept.split('\n');
  return { en: line, zh: line };
};

const plain = (cause: unknown): FailureWords => {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const short = line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
  return { en: `Failed: ${short}`, zh: `失败：${short}` };
};

/** Of an error nobody foresaw, such as a store's with the whole query in it. */
const mostCharacters = 300;

const parsed = (kept: string): FailureWords | undefined => {
  if (!kept.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(kept);
    if (typeof value !== 'object' || value === null || !('en' in value) || !('zh' in value)) return undefined;
    return { en: String(value.en), zh: String(value.zh) };
  } catch {
    return undefined;
  }
};
