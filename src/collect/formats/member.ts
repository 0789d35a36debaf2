/** A member that is a text and says something. */
export const textOf = (object: unknown, member: string): string | undefined => {
  if (typeof object !== 'object' || object === null) return undefined;
  const value: unknown = Reflect.get(object, member);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** An id: a text that is not empty, or a number, as senders with numeric keys send it. */
export const idText = (value: unknown): string | undefined =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;

/** The members of a query, which Fastify does not type without a schema. */
export const membersOf = (query: unknown): Readonly<Record<string, unknown>> =>
  typeof query === 'object' && query !== null ? { ...query } : {};
