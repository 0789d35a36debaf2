import { defineKind } from '#documents';
import { channelSpecSchema, couponSpecSchema } from './schemas.ts';

export const couponKind = defineKind({
  kind: 'Coupon',
  plural: 'coupons',
  title: { zh: '优惠券', en: 'Coupon' },
  specSchema: couponSpecSchema,
});

export const channelKind = defineKind({
  kind: 'Channel',
  plural: 'channels',
  title: { zh: '渠道', en: 'Channel' },
  specSchema: channelSpecSchema,
});
