import { dayMs } from './calendar.ts';
import { happenings, inBatches } from './happenings.ts';
import type { Identity } from './identity.ts';
import type { SegmentMessage } from './message.ts';
import type { Population } from './population.ts';
import { orderId } from './purchases.ts';

export type ReportStatus = 'delivered' | 'opened' | 'clicked' | 'failed';

/** What reaches Gyre from outside: the brand's systems send events, claims and redemptions, the channels send reports. */
export type WorldAction =
  | { readonly type: 'events'; readonly batch: readonly SegmentMessage[] }
  | { readonly type: 'report'; readonly messageId: string; readonly status: ReportStatus; readonly at: Date }
  | { readonly type: 'claim'; readonly code: string; readonly at: Date }
  | {
      readonly type: 'redeem';
      readonly code: string;
      readonly orderId: string;
      readonly amountMinor: number;
      readonly at: Date;
    };

type Timed = { readonly atMs: number; readonly action: WorldAction };

/** What happens in [from, to): of each day the reports, the claims, the redemptions and then the events, each in order of time. */
export function* answers(
  population: Population,
  identities: (index: number) => Identity,
  from: Date,
  to: Date,
): Generator<WorldAction> {
  const within = ({ atMs }: Timed): boolean => atMs >= Number(from) && atMs < Number(to);
  const replies = repliesByDay(population, to, within);
  const events = happenings(population, identities, Number(from), Number(to));
  let next = 0;
  for (let day = Math.floor(Number(from) / dayMs); day * dayMs < Number(to); day++) {
    for (const { action } of replies.get(day) ?? []) yield action;
    const first = next;
    while ((events[next]?.atMs ?? Infinity) < (day + 1) * dayMs) next++;
    for (const batch of inBatches(events.slice(first, next), 500)) yield { type: 'events', batch };
  }
}

const repliesByDay = (
  population: Population,
  to: Date,
  within: (timed: Timed) => boolean,
): ReadonlyMap<number, readonly Timed[]> => {
  const all: Timed[] = [];
  for (let index = 0; index < population.size; index++) {
    if (!population.contactsOf(index).some(({ origin }) => origin.type === 'message')) continue;
    all.push(...repliesOf(population, index, to).filter(within));
  }
  const rank = { report: 0, claim: 1, redeem: 2, events: 3 } as const;
  all.sort(
    (a, b) =>
      Math.floor(a.atMs / dayMs) - Math.floor(b.atMs / dayMs) ||
      rank[a.action.type] - rank[b.action.type] ||
      a.atMs - b.atMs,
  );
  const byDay = new Map<number, Timed[]>();
  for (const timed of all) {
    const day = Math.floor(timed.atMs / dayMs);
    const list = byDay.get(day);
    if (list) list.push(timed);
    else byDay.set(day, [timed]);
  }
  return byDay;
};

const repliesOf = (population: Population, index: number, to: Date): readonly Timed[] => {
  const life = population.lifeOf(index, population.calendar.dayOf(to) + 1);
  const timed: Timed[] = [];
  for (const { contact, delivered, opened, clicked, claimed, openMs } of life.replies) {
    if (contact.origin.type !== 'message') continue;
    const { messageId, couponCode: code } = contact.origin;
    const report = (status: ReportStatus, atMs: number) =>
      timed.push({ atMs, action: { type: 'report', messageId, status, at: new Date(atMs) } });
    report(delivered ? 'delivered' : 'failed', contact.atMs + 2_000);
    if (opened) report('opened', openMs);
    if (clicked) report('clicked', openMs);
    if (claimed && code !== undefined)
      timed.push({ atMs: openMs, action: { type: 'claim', code, at: new Date(openMs) } });
  }
  for (const { key, atMs, product, used } of life.orders) {
    const code = used?.origin.type === 'message' ? used.origin.couponCode : undefined;
    if (code === undefined) continue;
    const action = {
      type: 'redeem',
      code,
      orderId: orderId(life.fate.person, key),
      amountMinor: product.priceMinor,
      at: new Date(atMs),
    } as const;
    timed.push({ atMs, action });
  }
  return timed;
};
