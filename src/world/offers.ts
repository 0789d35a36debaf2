export const benefitTypes = ['spend_save', 'gift', 'voucher', 'come_back'] as const;
export type BenefitType = (typeof benefitTypes)[number];
export const channels = ['sms', 'app_push', 'wechat'] as const;
export type Channel = (typeof channels)[number];

/**
 * What a message offers, in fen, usable on one order of at least the threshold: 满减 so much less, 满赠 a gift that
 * costs the brand so much, 代金券 so much less, 再来 so much less from the next day on.
 */
export type Benefit =
  | { readonly type: 'spend_save'; readonly thresholdMinor: number; readonly saveMinor: number }
  | { readonly type: 'gift'; readonly thresholdMinor: number; readonly gift: string; readonly costMinor: number }
  | { readonly type: 'voucher'; readonly thresholdMinor: number; readonly valueMinor: number }
  | { readonly type: 'come_back'; readonly thresholdMinor: number; readonly saveMinor: number };

export type Offer = { readonly name: string; readonly zh: string; readonly benefit: Benefit };

/** The benefits the brand has always used; its past campaigns drew from them. */
export const brandOffers: readonly Offer[] = [
  {
    name: 'spend500-save120',
    zh: '满500减120',
    benefit: { type: 'spend_save', thresholdMinor: 50_000, saveMinor: 12_000 },
  },
  {
    name: 'gift-kettle',
    zh: '满300赠电水壶',
    benefit: { type: 'gift', thresholdMinor: 30_000, gift: '电水壶', costMinor: 9_000 },
  },
  { name: 'voucher80', zh: '80元代金券', benefit: { type: 'voucher', thresholdMinor: 15_000, valueMinor: 8_000 } },
  {
    name: 'come-back-tomorrow',
    zh: '明日再来 满200减70',
    benefit: { type: 'come_back', thresholdMinor: 20_000, saveMinor: 7_000 },
  },
];

/** What a contact costs the brand, in fen. */
export const contactCostMinor: Readonly<Record<Channel, number>> = { sms: 5, app_push: 1, wechat: 3 };

/** A benefit holds from the day after its message to this many days after it. */
export const validDays = 30;

/** The past campaigns: one a block, this many blocks before T0, each a randomised test with these shares. */
export const campaignCount = 12;
export const campaignControlShare = 0.25;

/** What is taken off the price when it is used. */
export const discountMinor = (benefit: Benefit): number => {
  switch (benefit.type) {
    case 'spend_save':
    case 'come_back':
      return benefit.saveMinor;
    case 'voucher':
      return benefit.valueMinor;
    case 'gift':
      return 0;
  }
};

/** What one use costs the brand, and what it is worth to the customer. */
export const useCostMinor = (benefit: Benefit): number =>
  benefit.type === 'gift' ? benefit.costMinor : discountMinor(benefit);
export const qualifies = (benefit: Benefit, amountMinor: number): boolean => amountMinor >= benefit.thresholdMinor;
