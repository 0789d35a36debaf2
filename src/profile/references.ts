import { parseExpression, type Reference, referencesOf, type Written } from '#documents';
import { GyreError } from '#platform';

/** The audiences, tags and models that an expression names; none while it cannot be read, which the check reports. */
export const referencesIn = (written: Written, path: string): readonly Reference[] => {
  try {
    const { audiences, tags, models } = referencesOf(parseExpression(written));
    return [
      ...audiences.map((name) => ({ kind: 'Audience', name, path })),
      ...tags.map((name) => ({ kind: 'Tag', name, path })),
      ...models.map((name) => ({ kind: 'Model', name, path })),
    ];
  } catch (cause) {
    if (cause instanceof GyreError) return [];
    throw cause;
  }
};
