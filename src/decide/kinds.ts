import { defineKind, expressionProblems } from '#documents';
import { offerSpecSchema } from './schemas.ts';

export const offerKind = defineKind({
  kind: 'Offer',
  plural: 'offers',
  title: { zh: '权益', en: 'Offer' },
  specSchema: offerSpecSchema,
  references: ({ coupon }) => (coupon === undefined ? [] : [{ kind: 'Coupon', name: coupon, path: 'spec.coupon' }]),
  check: ({ eligible }, context) =>
    eligible === undefined ? [] : expressionProblems(eligible, { path: 'spec.eligible', context, expect: 'boolean' }),
});
