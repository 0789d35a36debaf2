/** One visit: what a visitor does without a long pause, in all tabs together. */
export type Session = {
  readonly id: string;
  readonly lastAt: number;
  /** The utm parameters of the page that began it, as `utmOf` gives them. */
  readonly utm: string;
};

/**
 * The session an event at `now` belongs to. A new one begins after `idleMs` without an event, and when a page is opened
 * from another campaign, as in Google Analytics. Midnight ends nothing: who shops at 23:58 makes one visit, not two.
 */
export const sessionAt = (
  last: Session | undefined,
  at: { readonly now: number; readonly idleMs: number; readonly utm: string; readonly newId: () => string },
): Session => {
  const { now, idleMs, utm, newId } = at;
  const goesOn = last !== undefined && now - last.lastAt <= idleMs && (utm === '' || utm === last.utm);
  return goesOn ? { ...last, lastAt: now } : { id: newId(), lastAt: now, utm };
};

/** The utm parameters of an address's query and nothing else; empty when it has none. */
export const utmOf = (search: string): string =>
  `${new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => name.startsWith('utm_')))}`;

/** Segment's `context.campaign`; undefined for a visit that came from none. */
export const campaignOf = (utm: string): Readonly<Record<string, string>> | undefined =>
  utm === ''
    ? undefined
    : Object.fromEntries(
        [...new URLSearchParams(utm)].map(([name, value]) => [name === 'utm_campaign' ? 'name' : name.slice(4), value]),
      );

export const sessionText = ({ id, lastAt, utm }: Session): string => `${id}|${lastAt}|${utm}`;

/** A session as it was kept; undefined when there is none or it cannot be read. */
export const parseSession = (text: string | null): Session | undefined => {
  const [id, lastAt, utm = ''] = (text ?? '').split('|');
  return id && Number(lastAt) > 0 ? { id, lastAt: Number(lastAt), utm } : undefined;
};
