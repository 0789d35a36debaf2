export const benefitTypes = ['spend_save', 'gift', 'voucher', 'come_back'] as const;
export type BenefitType = (typeof benefitTypes)[number];
export const channels = ['sms', 'app_push', 'wechat'] as const;
export type Channel = (typeof channels)[number];

/**
 * What a message offers: 满减 `spend_save`, 满赠 `gift`, 代金券 `voucher`, 再来 `come_back`. It is worth `saveMinor`,
 * or what the gift costs the brand (`costMinor`), on one order of at least `thresholdMinor`.
 */
export type Benefit = {
  readonly type: BenefitType;
  readonly thresholdMinor?: number | undefined;
  readonly saveMinor?: number | undefined;
  readonly costMinor?: number | undefined;
};

export type Offer = Benefit & { readonly name: string; readonly zh: string };

/** The benefits the brand has always used; its past campaigns drew from them. */
export const brandOffers: readonly Offer[] = [
  { name: 'spend500-save120', zh: '满500减120', type: 'spend_save', thresholdMinor: 50_000, saveMinor: 12_000 },
  { name: 'gift-kettle', zh: '满300赠电水壶', type: 'gift', thresholdMinor: 30_000, costMinor: 9_000 },
  { name: 'voucher80', zh: '80元代金券', type: 'voucher', thresholdMinor: 15_000, saveMinor: 8_000 },
  { name: 'come-back-tomorrow', zh: '明日再来 满200减70', type: 'come_back', thresholdMinor: 20_000, saveMinor: 7_000 },
];

/** What a contact costs the brand, in fen. */
export const contactCostMinor: Readonly<Record<Channel, number>> = { sms: 5, app_push: 1, wechat: 3 };

/** A benefit holds from the day after its message to this many days after it. */
export const validDays = 30;

/** The past campaigns: one a block, this many blocks before T0, each a randomised test with these shares. */
export const campaignCount = 12;
export const campaignControlShare = 0.25;

/** What one use of a benefit costs the brand. */
export const useCostMinor = (benefit: Benefit): number => benefit.costMinor ?? benefit.saveMinor ?? 0;
export const qualifies = (benefit: Benefit, amountMinor: number): boolean => amountMinor >= (benefit.thresholdMinor ?? 0);
