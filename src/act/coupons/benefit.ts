import type { Benefit, CouponSpec } from '../schemas.ts';

/** What one use costs the brand, in minor units: the C of decide. */
export const costPerUseMinor = (benefit: Benefit): number => {
  switch (benefit.type) {
    case 'spend_save':
    case 'come_back':
      return benefit.saveMinor;
    case 'gift':
      return benefit.costMinor;
    case 'voucher':
      return benefit.valueMinor;
  }
};

export type CouponTerms = {
  readonly benefit: Benefit;
  readonly thresholdMinor: number;
  readonly currency: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
};

/** The terms of a coupon issued now: they stay with it. */
export const termsOf = ({ benefit, currency, validDays }: CouponSpec, issuedAt: Date): CouponTerms => {
  const validFrom = addDays(issuedAt, benefit.type === 'come_back' ? benefit.validFromDays : 0);
  return {
    benefit,
    thresholdMinor: benefit.thresholdMinor,
    currency,
    validFrom,
    validUntil: addDays(validFrom, validDays),
  };
};

const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * 86_400_000);
