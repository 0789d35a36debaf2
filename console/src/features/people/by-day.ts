type Dated = { readonly at: string };

const dayOf = (iso: string): string => {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
};

/** Groups a list already in order by the user's own calendar day, keeping the order. */
export const byDay = <Event extends Dated>(
  events: readonly Event[],
): readonly (readonly [string, readonly Event[]])[] => {
  const days = new Map<string, Event[]>();
  for (const event of events) {
    const day = dayOf(event.at);
    const known = days.get(day);
    if (known === undefined) days.set(day, [event]);
    else known.push(event);
  }
  return [...days];
};
