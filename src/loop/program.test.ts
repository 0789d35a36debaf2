import { expect, test } from 'vitest';
import { modelSpecSchema } from '../predict/schemas.ts';
import { programKind } from './kinds.ts';
import { type Documents, type Published, resolveProgram } from './program.ts';
import { programSpecSchema } from './schemas.ts';

const published = <Spec>(name: string, spec: Spec): Published<Spec> => ({
  name,
  version: 1,
  title: { zh: name, en: name },
  spec,
});
const aProgram = published(
  'repurchase',
  programSpecSchema.parse({
    goal: { event: 'order_paid', horizonDays: 30 },
    who: { condition: 'count(order_paid) > 0' },
    model: 'repurchase',
    offers: ['voucher'],
    channels: ['sms'],
    limits: { budget: '100 CNY' },
    groups: { holdout: '10%', random: '10%', rule: { share: '10%' }, model: '70%' },
  }),
);
const documentsWith = (goal: object, horizonDays: number): Documents => {
  const none = async () => expect.unreachable('the model is refused first');
  return {
    program: async () => aProgram,
    programs: async () => [aProgram],
    model: async (name) => published(name, modelSpecSchema.parse({ goal, horizonDays, who: 'count(order_paid) > 0' })),
    offer: none,
    coupon: none,
    channel: none,
    features: none,
    known: none,
    consentPurposes: none,
  };
};

test.each([
  [{ event: 'order_placed' }, 30, 'goal.event is order_placed'],
  [{ event: 'order_paid', value: 'amount' }, 30, 'goal.value is amount'],
  [{ event: 'order_paid' }, 90, 'horizonDays is 90'],
])(
  'a model that foresees something else than the program wants is refused: %j in %i days',
  async (goal, days, says) => {
    await expect(resolveProgram('repurchase', documentsWith(goal, days))).rejects.toThrow(says);
  },
);

test('a purpose that nobody has described is a warning: it would reach no one', () => {
  const purposes = new Map([['service', {}]]);
  const context = { documents: (kind: string) => (kind === 'ConsentPurpose' ? purposes : new Map()) };
  const warnings = (purpose: string): readonly string[] =>
    programKind
      .inspect({ ...aProgram.spec, purpose }, context, { kind: 'Program', name: 'p' })
      .problems.filter(({ path }) => path === 'spec.purpose')
      .map(({ severity }) => severity);
  expect([warnings('marketing'), warnings('service'), warnings('servce')]).toEqual([[], [], ['warning']]);
});
