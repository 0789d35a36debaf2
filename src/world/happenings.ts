import { dayMs } from './calendar.ts';
import { type Identity, identityOf, tellIdentity, whoOn } from './identity.ts';
import type { Life } from './life.ts';
import { about, createSink, type Dated, type SegmentMessage, type Sink } from './message.ts';
import type { Population } from './population.ts';
import { tellPurchases } from './purchases.ts';
import { tellIdleVisits, tellSearches, tellStoreVisits } from './visits.ts';
import type { CampaignLot } from './contacts.ts';

/**
 * Everything that happens in [fromMs, toMs), in order of time. It depends on the seed and the messages delivered
 * alone, so that the same period can be asked for again.
 */
export const happenings = (
  population: Population,
  identities: (index: number) => Identity,
  fromMs: number,
  toMs: number,
): readonly Dated[] => {
  const { calendar, seed } = population;
  const [fromDay, toDay] = [calendar.dayOf(fromMs), calendar.dayOf(toMs - 1)];
  const [firstBlock, lastBlock] = [calendar.blockOf(fromDay), calendar.blockOf(toDay)];
  const dated: Dated[] = [];
  const sinkOf = createSink({ seed, fromMs, toMs, into: dated });
  for (let index = 0; index < population.size; index++) {
    const life = population.lifeOf(index, toDay + 1);
    const { fate } = life;
    const identity = identities(index);
    const scene = { seed, calendar, fate, life, identity };
    const sink = sinkOf(index);
    tellIdentity(sink, identity, fate);
    for (let block = firstBlock; block <= lastBlock; block++) {
      tellIdleVisits(sink, scene, block);
      tellStoreVisits(sink, scene, block);
    }
    tellSearches(sink, scene, fromDay, toDay);
    tellPurchases(sink, scene, fromMs, toMs);
    tellCampaigns(sink, population.lotsOf(index), identity);
    tellOpenings(sink, life, identity, fromMs, toMs);
  }
  return dated.sort((a, b) => a.atMs - b.atMs);
};

export const identitiesOf = (population: Population): ((index: number) => Identity) => {
  const { seed, calendar } = population;
  const known: (Identity | undefined)[] = [];
  return (index) => (known[index] ??= identityOf(seed, population.lifeOf(index, calendar.historyDays).fate, calendar));
};

/** The control group of a past campaign is on record too, with the benefit `none`. */
const tellCampaigns = (sink: Sink, lots: readonly CampaignLot[], { userId }: Identity): void => {
  for (const { number, campaign, atMs, lot } of lots) {
    if (!sink.wants(atMs)) continue;
    const got = lot
      ? { benefit: lot.offer.name, benefit_type: lot.offer.benefit.type, channel: lot.channel }
      : { benefit: 'none', benefit_type: 'none', channel: 'none' };
    sink.track({ kind: about.coupon, number, atMs }, 'coupon_received', { userId }, { campaign, ...got });
  }
};

/** Who clicks a message lands on its page. */
const tellOpenings = (sink: Sink, { replies }: Life, identity: Identity, fromMs: number, toMs: number): void => {
  for (const { contact, clicked, openMs } of replies) {
    if (!clicked || openMs < fromMs || openMs >= toMs) continue;
    const { key, channel, origin } = contact;
    const source = origin.type === 'campaign' ? { source: channel, campaign: origin.campaign } : { source: channel };
    sink.page({ kind: about.opening, number: key, atMs: openMs }, whoOn(identity, 0, openMs), 'offer', {
      path: '/offer',
      ...source,
    });
  }
};

/** Messages in batches of at most `size`, never across a day. */
export function* inBatches(dated: readonly Dated[], size: number): Generator<readonly SegmentMessage[]> {
  let batch: SegmentMessage[] = [];
  let day = -1;
  for (const { atMs, message } of dated) {
    const today = Math.floor(atMs / dayMs);
    if (batch.length > 0 && (today !== day || batch.length >= size)) {
      yield batch;
      batch = [];
    }
    day = today;
    batch.push(message);
  }
  if (batch.length > 0) yield batch;
}
