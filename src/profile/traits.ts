/** An event that tells something of a person's traits, as the log holds it. */
export type TraitEvent = { readonly name: string; readonly properties: Readonly<Record<string, unknown>> };

/** The events that tell of traits, by what they do. */
export const traitEventNames = [
  '$identify',
  '$traits_once',
  '$traits_unset',
  '$traits_append',
  '$traits_increment',
] as const;

/**
 * What is known of a person, from their trait events in order of time: the same as `trait("…")` of the expression
 * language says, and besides it lists that were added to and numbers that were counted up.
 * What was set counts before what was set once, whichever came first; unset forgets both.
 */
export const traitsOf = (events: readonly TraitEvent[]): Readonly<Record<string, unknown>> => {
  const once = new Map<string, unknown>();
  const known = new Map<string, unknown>();
  for (const { name, properties } of events) {
    for (const [trait, value] of Object.entries(properties)) {
      switch (name) {
        case '$traits_once':
          if (!once.has(trait)) once.set(trait, value);
          break;
        case '$traits_unset':
          once.delete(trait);
          known.delete(trait);
          break;
        case '$traits_append':
          known.set(trait, [...new Set([listOf(known.get(trait)), listOf(value)].flat())]);
          break;
        case '$traits_increment':
          known.set(trait, (Number(known.get(trait)) || 0) + (Number(value) || 0));
          break;
        default:
          known.set(trait, value);
      }
    }
  }
  return Object.fromEntries([...once, ...known]);
};

const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};
