import { type Random, seededRandom, stableUuid } from '#platform';

/** A message of Segment's spec, as a shop's pages and servers send it. */
export type ShopMessage = Readonly<Record<string, unknown>> & { readonly messageId: string };

const products = 20_000;
const shoppers = 200_000;
const categories = ['dress', 'coat', 'shoes', 'bag', 'home', 'beauty', 'kids', 'sport'] as const;
const brands = ['Lanjia', 'Wuyu', 'Qinghe', 'Nanshan', 'Baitang'] as const;
const cities = ['上海', '北京', '成都', '杭州', '深圳', '武汉', '西安', '苏州'] as const;
const pages = ['/', '/new', '/sale', '/me', '/cart', '/dress', '/coat', '/search', '/stores', '/help'] as const;

/** How often each kind of message comes, of a hundred. */
const mix = [
  ['product_viewed', 42],
  ['page', 22],
  ['product_list_viewed', 10],
  ['searched', 7],
  ['cart_added', 6],
  ['cart_viewed', 4],
  ['checkout_started', 2.5],
  ['order_placed', 2],
  ['order_paid', 1.5],
  ['coupon_received', 1],
  ['identify', 2],
] as const;

/**
 * Message `number` of a shop: the same number is the same message, byte for byte, so that a sender can repeat it.
 * About eight properties, a visit's context, two or three identifiers; one in a hundred is up to three days late.
 */
export const shopMessage = (number: number, run: string, nowMs: number): ShopMessage => {
  const random = seededRandom(`${run}:${number}`);
  const kind = random.weighted(
    mix.map(([name]) => name),
    mix.map(([, weight]) => weight),
  );
  const shopper = random.int(shoppers);
  const lateMs = random.next() < 0.01 ? random.next() * 3 * 86_400_000 : random.next() * 20_000;
  return {
    type: kind === 'page' || kind === 'identify' ? kind : 'track',
    messageId: stableUuid('shop', run, String(number)),
    anonymousId: `a-${shopper}-${random.int(3)}`,
    ...(shopper % 5 < 2 || kind.startsWith('order') || kind === 'identify' ? { userId: `u${shopper}` } : {}),
    timestamp: new Date(nowMs - lateMs).toISOString(),
    context: contextOf(random, shopper),
    ...contentOf(kind, random, shopper),
  };
};

const contextOf = (random: Random, shopper: number) => ({
  device: { id: `d-${shopper}-${random.int(2)}`, type: shopper % 3 === 0 ? 'ios' : 'android' },
  page: { path: random.pick(pages), referrer: 'https://www.example.com/' },
  locale: 'zh-CN',
  app: { version: `5.${shopper % 7}.0` },
});

const contentOf = (kind: string, random: Random, shopper: number) => {
  const product = Math.floor(products * random.next() ** 2);
  const price = 19 + (product % 480);
  const about = {
    product_id: `P${product}`,
    title: `${brands[product % brands.length]} ${categories[product % categories.length]} ${product}`,
    category: categories[product % categories.length],
    brand: brands[product % brands.length],
    price,
  };
  switch (kind) {
    case 'page':
      return {
        name: 'Shop',
        properties: {
          path: random.pick(pages),
          title: '澜家 Lanjia',
          url: `https://shop.example.com${random.pick(pages)}?from=${random.int(40)}`,
          referrer: 'https://www.example.com/',
          search: '',
          dwell_ms: random.int(90_000),
          scroll: random.int(100),
          first: random.next() < 0.2,
        },
      };
    case 'identify':
      return {
        traits: { city: random.pick(cities), level: random.int(5), gender: shopper % 2 ? 'f' : 'm', points: 7 },
      };
    case 'searched':
    case 'product_list_viewed':
      return {
        event: kind,
        properties: {
          query: `${random.pick(brands)} ${random.pick(categories)}`,
          results: random.int(400),
          sort: random.pick(['hot', 'price', 'new']),
          page: 1 + random.int(4),
          filters: [random.pick(categories), random.pick(brands)],
          took_ms: random.int(300),
          city: random.pick(cities),
          personal: random.next() < 0.5,
        },
      };
    case 'checkout_started':
    case 'order_placed':
    case 'order_paid':
      return {
        event: kind,
        properties: {
          order_id: `O${shopper}-${random.int(1_000_000)}`,
          category: about.category,
          items: 1 + random.int(4),
          amount: price,
          margin: Math.round(price * 30) / 100,
          revenue: price,
          currency: 'CNY',
          city: random.pick(cities),
          pay_by: random.pick(['wechat', 'alipay', 'card']),
        },
      };
    default:
      return {
        event: kind,
        properties: {
          ...about,
          position: random.int(60),
          from: random.pick(['list', 'search', 'home', 'push']),
          quantity: 1,
        },
      };
  }
};
