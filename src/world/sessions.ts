import { type Category, modelShares, type Product } from './catalogue.ts';
import type { Draws } from './draws.ts';
import { type Identity, whoOn } from './identity.ts';
import type { Sink } from './message.ts';
import type { Person } from './person.ts';

const sources = ['wechat', 'app', 'search', 'direct', 'ad'] as const;
const pages = ['home', 'deals', 'category', 'guide', 'service'] as const;

type Session = {
  readonly kind: number;
  /** The first of 32 message numbers of its own. */
  readonly number: number;
  readonly atMs: number;
  readonly person: Person;
  readonly identity: Identity;
  readonly draws: Draws;
  readonly views: readonly Product[];
  readonly cart: Product | undefined;
};

/** The longest a session lasts. */
const sessionMs = 45 * 60_000;

/** One visit to the site: a page, the products looked at, perhaps one put into the cart. */
export const tellSession = (
  sink: Sink,
  { kind, number, atMs, person, identity, draws, views, cart }: Session,
): void => {
  if (!sink.wants(atMs) && !sink.wants(atMs + sessionMs)) return;
  const who = whoOn(identity, deviceAt(identity, atMs, draws), atMs, draws.chance(0.85));
  const source =
    sources[draws.weighted([3 * person.openness.wechat ** 2, 2.4 * person.openness.app_push ** 2, 0.5, 0.45, 0.3])];
  const page = pages[draws.weighted([0.4, 0.9 * person.price ** 2, 0.25, 0.1, 0.06])] ?? 'home';
  sink.page({ kind, number, atMs }, who, page, { path: `/${page}`, source });
  let time = atMs;
  for (const [index, product] of views.slice(0, 24).entries()) {
    time += 20_000 + draws.int(75_000);
    sink.track({ kind, number: number + 1 + index, atMs: time }, 'product_viewed', who, productFacts(product));
  }
  if (cart)
    sink.track({ kind, number: number + 30, atMs: time + 15_000 }, 'cart_added', who, {
      ...productFacts(cart),
      quantity: 1,
    });
};

/** The devices they have by then, the first one most. */
const deviceAt = ({ devices }: Identity, atMs: number, draws: Draws): number => {
  const owned = devices.filter(({ fromMs }) => fromMs <= atMs).length;
  const other = draws.next();
  const which = draws.next();
  return owned > 1 && other < 0.35 ? Math.min(devices.length - 1, 1 + Math.floor(which * (owned - 1))) : 0;
};

export const productFacts = ({ id, name, category, priceMinor }: Product) => ({
  product_id: id,
  product: name,
  category,
  price: priceMinor / 100,
});

/** The model of a category that somebody with this purse looks at. */
export const modelFor = (category: Category, person: Person, draws: Draws): Product => {
  const product = category.products[draws.weighted(modelShares(category, person.purse))];
  if (!product) throw new RangeError(`category ${category.name} has no products`);
  return product;
};
