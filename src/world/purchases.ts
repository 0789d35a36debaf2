import { type Calendar, dayMs } from './calendar.ts';
import { Draws, stream } from './draws.ts';
import { accountOn, type Identity, whoOn } from './identity.ts';
import type { Contact } from './contacts.ts';
import type { Decision, Life, Order } from './life.ts';
import { about, type Sink, type Who } from './message.ts';
import { discountMinor } from './offers.ts';
import type { Person } from './person.ts';
import { conversionChance } from './response.ts';
import { productFacts } from './sessions.ts';
import { byCard, storeFacts } from './visits.ts';

type Scene = { readonly seed: number; readonly calendar: Calendar; readonly life: Life; readonly identity: Identity };

/** Deliveries and after-sales cases come so long after the order at latest. */
const longestDeliveryDays = 5;
const longestAftermathDays = 160;

/** Orders and what follows them, and the orders that were placed and not paid. */
export const tellPurchases = (sink: Sink, { seed, life, identity }: Scene, fromMs: number, toMs: number): void => {
  const { person } = life.fate;
  for (const order of life.orders) {
    if (order.atMs - dayMs > toMs || order.atMs + longestAftermathDays * dayMs < fromMs) continue;
    if (order.atMs + longestDeliveryDays * dayMs > fromMs) tellOrder(sink, { seed, person, identity, order });
    tellCase(sink, { seed, person, identity, order });
  }
  for (const decision of life.lost) {
    if (sink.wants(decision.atMs) && nearMiss(person, decision) && !decision.inStore)
      tellInterrupted(sink, { seed, person, identity, decision });
  }
};

/** A price-sensitive person who nearly ordered breaks off at the payment. */
const nearMiss = (person: Person, { episode }: Decision): boolean => {
  const { need, product, resolve } = episode;
  return resolve < conversionChance(person, need.category, product.priceMinor, null) + 0.05 + 0.3 * person.price;
};

export const orderId = (person: Person, key: number): string =>
  `LJ${String(person.index).padStart(6, '0')}${key.toString(36).toUpperCase().padStart(4, '0')}`;

const tellInterrupted = (
  sink: Sink,
  args: { readonly seed: number; readonly person: Person; readonly identity: Identity; readonly decision: Decision },
): void => {
  const { seed, person, identity, decision } = args;
  const { episode, key, atMs } = decision;
  const { who } = buyer(new Draws(seed, stream.order, person.index, key, 3), identity, atMs);
  sink.track({ kind: about.order, number: key * 16, atMs }, 'order_placed', who, {
    order_id: orderId(person, key),
    amount: episode.product.priceMinor / 100,
    ...cityFacts(person),
    ...lineFacts(episode.product),
  });
};

type OrderOf = { readonly seed: number; readonly person: Person; readonly identity: Identity; readonly order: Order };

const tellOrder = (sink: Sink, { seed, person, identity, order }: OrderOf): void => {
  const { key, atMs, product, inStore } = order;
  const draws = new Draws(seed, stream.order, person.index, key, 3);
  const { who, userId } = buyer(draws, identity, atMs);
  const paidMs = atMs + 30_000 + draws.int(480_000);
  const deliveredMs = paidMs + Math.round((1 + 3 * draws.next()) * dayMs);
  const id = { order_id: orderId(person, key) };
  const amount = product.priceMinor / 100;
  const place = inStore ? storeFacts(person) : cityFacts(person);
  const at = (code: number, ms: number) => ({ kind: about.order, number: key * 16 + code, atMs: ms });
  if (inStore)
    sink.track(
      at(4, atMs - 1_200_000),
      'store_visited',
      atMs < identity.cardMs ? { userId } : byCard(identity),
      storeFacts(person),
    );
  else sink.track(at(0, atMs), 'order_placed', who, { ...id, amount, ...place, ...lineFacts(product) });
  sink.track(at(1, paidMs), 'order_paid', inStore ? { userId } : who, {
    ...id,
    amount,
    margin: product.marginMinor / 100,
    ...couponFacts(order.used),
    ...lineFacts(product),
    ...place,
    sold_by: inStore ? 'store' : 'online',
    value: amount,
    currency: 'CNY',
  });
  sink.track(at(2, deliveredMs), 'order_delivered', { userId }, { ...id, category: product.category, ...place });
};

/** One delivery in some has its after-sales case, the dear things more often. */
const tellCase = (sink: Sink, { seed, person, identity, order }: OrderOf): void => {
  const { key, atMs, product } = order;
  const draws = new Draws(seed, stream.order, person.index, key, 4);
  if (!draws.chance(product.priceMinor >= 70_000 ? 0.09 : 0.04)) return;
  const caseMs = atMs + Math.round((6 + draws.int(140) + draws.next()) * dayMs);
  const { userId } = buyer(new Draws(seed, stream.order, person.index, key, 3), identity, atMs);
  const reason = draws.pick(['fault', 'installation', 'missing_part', 'return', 'question']);
  const facts = { order_id: orderId(person, key), category: product.category, reason };
  sink.track({ kind: about.order, number: key * 16 + 3, atMs: caseMs }, 'after_sales_opened', { userId }, facts);
};

/** Who orders: mostly the first account; who has a second one uses it half of the time. */
const buyer = (draws: Draws, identity: Identity, atMs: number): { readonly who: Who; readonly userId: string } => {
  const other = draws.chance(0.5) ? accountOn(identity, 1, atMs) : undefined;
  const device = identity.second && other === identity.second.userId ? 1 : 0;
  const who = whoOn(identity, device, atMs);
  return { who, userId: who.userId ?? identity.userId };
};

const lineFacts = (product: Order['product']) => {
  const { product_id, category, price } = productFacts(product);
  return { category, items: [{ product_id, quantity: 1, price }] };
};
const cityFacts = ({ city }: Person) => ({ city: city.name });

/** `discount` is taken off the price; a gift takes nothing off and costs the brand `gift_cost`. */
const couponFacts = (used: Contact | undefined): Readonly<Record<string, unknown>> => {
  if (!used?.benefit) return { discount: 0 };
  const { benefit, origin } = used;
  return {
    discount: discountMinor(benefit) / 100,
    ...(benefit.type === 'gift' ? { gift_cost: benefit.costMinor / 100 } : {}),
    coupon_benefit: benefit.type,
    ...(origin.type === 'campaign' ? { coupon: origin.offer } : {}),
    ...couponCode(used),
  };
};

export const couponCode = ({ key, origin }: Contact): { readonly coupon_code?: string } =>
  origin.type === 'campaign'
    ? { coupon_code: `${origin.campaign}-${key}` }
    : origin.couponCode === undefined
      ? {}
      : { coupon_code: origin.couponCode };
