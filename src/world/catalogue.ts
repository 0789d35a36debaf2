/**
 * One category of the assortment. `cycleDays` is the mean time between two needs of an average household that has
 * such needs, `shape` the Weibull shape of that time, `households` the share of households that have them at all,
 * `conversion` the log-odds that a need ends in an order with us.
 */
export type Category = {
  readonly index: number;
  readonly name: string;
  readonly zh: string;
  readonly season: 'festival' | 'summer' | 'even';
  readonly cycleDays: number;
  readonly shape: number;
  readonly households: number;
  readonly conversion: number;
  readonly marginShare: number;
  /** Bought on an impulse, with this weight. */
  readonly impulse: number;
  readonly products: readonly Product[];
};

export type Product = {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly priceMinor: number;
  readonly marginMinor: number;
};

type Line = Omit<Category, 'index' | 'products'> & {
  readonly models: readonly (readonly [name: string, price: number])[];
};

const lines: readonly Line[] = [
  {
    name: 'fridge',
    zh: '冰箱',
    season: 'festival',
    cycleDays: 2300,
    shape: 1.5,
    households: 0.9,
    conversion: -0.55,
    marginShare: 0.27,
    impulse: 0,
    models: [
      ['两门 202L', 1499],
      ['三门 235L', 2199],
      ['十字 480L', 3899],
      ['法式 550L', 5499],
    ],
  },
  {
    name: 'washer',
    zh: '洗衣机',
    season: 'festival',
    cycleDays: 2100,
    shape: 1.5,
    households: 0.9,
    conversion: -0.5,
    marginShare: 0.27,
    impulse: 0,
    models: [
      ['波轮 8kg', 999],
      ['滚筒 10kg', 2099],
      ['洗烘 10kg', 3299],
      ['热泵套装', 6299],
    ],
  },
  {
    name: 'ac',
    zh: '空调',
    season: 'summer',
    cycleDays: 1500,
    shape: 1.3,
    households: 0.9,
    conversion: -0.6,
    marginShare: 0.26,
    impulse: 0,
    models: [
      ['大1匹', 1899],
      ['1.5匹', 2399],
      ['3匹柜机', 5299],
    ],
  },
  {
    name: 'tv',
    zh: '电视',
    season: 'festival',
    cycleDays: 2200,
    shape: 1.4,
    households: 0.75,
    conversion: -0.8,
    marginShare: 0.22,
    impulse: 0,
    models: [
      ['43 吋', 1299],
      ['55 吋', 2199],
      ['75 吋', 4499],
    ],
  },
  {
    name: 'hood_stove',
    zh: '烟灶',
    season: 'festival',
    cycleDays: 2500,
    shape: 1.5,
    households: 0.7,
    conversion: -0.6,
    marginShare: 0.33,
    impulse: 0,
    models: [
      ['燃气灶', 899],
      ['侧吸烟机', 1799],
      ['烟灶套装', 3599],
    ],
  },
  {
    name: 'purifier',
    zh: '净水净化',
    season: 'even',
    cycleDays: 1350,
    shape: 1.4,
    households: 0.55,
    conversion: -0.5,
    marginShare: 0.34,
    impulse: 0,
    models: [
      ['台面净饮机', 799],
      ['空气净化器', 1299],
      ['厨下净水 800G', 2299],
    ],
  },
  {
    name: 'robot_vacuum',
    zh: '扫地机',
    season: 'festival',
    cycleDays: 1350,
    shape: 1.4,
    households: 0.45,
    conversion: -0.7,
    marginShare: 0.3,
    impulse: 0,
    models: [
      ['扫拖一体', 1599],
      ['自清洁', 2799],
      ['全能基站', 4199],
    ],
  },
  {
    name: 'small_kitchen',
    zh: '厨房小电',
    season: 'festival',
    cycleDays: 520,
    shape: 1.2,
    households: 0.85,
    conversion: -0.5,
    marginShare: 0.33,
    impulse: 3,
    models: [
      ['电水壶', 129],
      ['电饭煲', 329],
      ['空气炸锅', 399],
      ['破壁机', 599],
      ['蒸烤箱', 1299],
    ],
  },
  {
    name: 'filter',
    zh: '滤芯',
    season: 'even',
    cycleDays: 240,
    shape: 2.4,
    households: 0.32,
    conversion: 0.1,
    marginShare: 0.42,
    impulse: 1.5,
    models: [
      ['前置滤芯', 119],
      ['RO 滤芯', 349],
      ['全年套装', 699],
    ],
  },
  {
    name: 'detergent',
    zh: '洗护用品',
    season: 'even',
    cycleDays: 170,
    shape: 2,
    households: 0.22,
    conversion: -0.3,
    marginShare: 0.3,
    impulse: 1.5,
    models: [
      ['洗衣凝珠', 69],
      ['槽清洁套装', 99],
      ['家庭装', 169],
    ],
  },
];

export const categories: readonly Category[] = lines.map(({ models, ...line }, index) => ({
  ...line,
  index,
  products: models.map(([name, price], model) => ({
    id: `${line.name}-${model + 1}`,
    name: `澜家${line.zh} ${name}`,
    category: line.name,
    priceMinor: price * 100,
    // dearer models earn a little more of their price
    marginMinor: Math.round(price * 100 * (line.marginShare + 0.03 * (model / (models.length - 1) - 0.5))),
  })),
}));

export const purses = ['thin', 'middle', 'full'] as const;
export type Purse = (typeof purses)[number];
const usualRank: Readonly<Record<Purse, number>> = { thin: 0.15, middle: 0.4, full: 0.7 };

/** The chance that a household with this purse wants each model of a category, in the order of its products. */
export const modelShares = (category: Category, purse: Purse): readonly number[] => {
  const weights = category.products.map((_, model) =>
    Math.exp(-4 * (model / (category.products.length - 1) - usualRank[purse]) ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

export type City = { readonly name: string; readonly weight: number; readonly stores: readonly string[] };

const cityLines: readonly (readonly [name: string, code: string, weight: number, stores: number])[] = [
  ['上海', 'SH', 14, 6],
  ['北京', 'BJ', 13, 6],
  ['广州', 'GZ', 10, 4],
  ['深圳', 'SZ', 10, 4],
  ['杭州', 'HZ', 9, 4],
  ['成都', 'CD', 9, 4],
  ['武汉', 'WH', 7, 3],
  ['南京', 'NJ', 7, 3],
  ['重庆', 'CQ', 6, 3],
  ['西安', 'XA', 5, 2],
  ['青岛', 'QD', 5, 3],
  ['合肥', 'HF', 5, 2],
];

export const cities: readonly City[] = cityLines.map(([name, code, weight, stores]) => ({
  name,
  weight,
  stores: Array.from({ length: stores }, (_, index) => `${code}${String(index + 1).padStart(2, '0')}`),
}));
