import { problem } from '#platform';
import type { Words } from '../platform/schemas.ts';
import type { Known, ConsentPurpose, Feature } from '#profile';
import type { ModelSpec } from '#predict';
import type { GroupShares, OfferSpec } from '#decide';
import { type ChannelSpec, type CouponSpec, costPerUseMinor } from '#act';
import type { ProgramSpec } from './schemas.ts';

export type Published<Spec> = {
  readonly name: string;
  readonly version: number;
  readonly title: Words;
  readonly spec: Spec;
};

/** What the loop reads of the documents; the app plugs the store in. */
export type Documents = {
  /** The published program, or a version that was. */
  readonly program: (name: string, version?: number) => Promise<Published<ProgramSpec>>;
  readonly programs: () => Promise<readonly Published<ProgramSpec>[]>;
  readonly model: (name: string) => Promise<Published<ModelSpec>>;
  readonly offer: (name: string) => Promise<Published<OfferSpec>>;
  readonly coupon: (name: string) => Promise<Published<CouponSpec>>;
  readonly channel: (name: string) => Promise<Published<ChannelSpec>>;
  /** All published features, or the named ones. */
  readonly features: (names: readonly string[] | 'all') => Promise<readonly Feature[]>;
  readonly known: () => Promise<Known>;
  /** What data may be used for, as it is in force. */
  readonly consentPurposes: () => Promise<readonly ConsentPurpose[]>;
};

/** An offer through a channel: what one person may get. */
export type Candidate = {
  readonly offer: Published<OfferSpec>;
  readonly coupon: Published<CouponSpec> | null;
  readonly channel: Published<ChannelSpec>;
  readonly messageCostMinor: number;
  readonly costPerUseMinor: number;
};

/** A program with everything it refers to, and its texts read as numbers. */
export type Program = {
  readonly name: string;
  readonly version: number;
  readonly title: Words;
  readonly spec: ProgramSpec;
  readonly model: Published<ModelSpec>;
  readonly features: readonly Feature[];
  readonly known: Known;
  readonly consentPurposes: readonly ConsentPurpose[];
  readonly candidates: readonly Candidate[];
  readonly ruleCandidate: number;
  readonly shares: GroupShares;
  readonly exploration: number;
  readonly budgetMinor: number;
  readonly currency: string;
};

export const resolveProgram = async (name: string, documents: Documents, version?: number): Promise<Program> => {
  const program = await documents.program(name, version);
  const { spec } = program;
  const model = await documents.model(spec.model);
  refuseOtherGoal(spec, model);
  const features = await documents.features(model.spec.features);
  if (features.length === 0)
    throw problem('unprocessable', {
      detail: `model "${model.name}" has no published feature to learn from`,
      detailZh: `模型「${model.name}」没有可学习的已发布特征`,
    });
  const channels = await Promise.all([...new Set(spec.channels)].map((channel) => documents.channel(channel)));
  // offers that share a coupon share its stock: one object per coupon
  const coupons = new Map<string, Promise<Published<CouponSpec>>>();
  const couponOf = (couponName: string): Promise<Published<CouponSpec>> => {
    const known = coupons.get(couponName) ?? documents.coupon(couponName);
    coupons.set(couponName, known);
    return known;
  };
  const offers = await Promise.all(
    spec.offers.map(async (offerName) => {
      const offer = await documents.offer(offerName);
      const coupon = offer.spec.coupon ? await couponOf(offer.spec.coupon) : null;
      return { offer, coupon };
    }),
  );
  const candidates = offers.flatMap(({ offer, coupon }) =>
    channels.map((channel) => ({
      offer,
      coupon,
      channel,
      messageCostMinor: channel.spec.costPerMessageMinor,
      costPerUseMinor: coupon ? costPerUseMinor(coupon.spec.benefit) : 0,
    })),
  );
  const { rule } = spec.groups;
  const ruleCandidate = candidates.findIndex(
    ({ offer, channel }) =>
      offer.name === (rule.offer ?? spec.offers[0]) && channel.name === (rule.channel ?? spec.channels[0]),
  );
  if (ruleCandidate < 0)
    throw problem('unprocessable', {
      field: 'groups.rule',
      detail: 'the rule’s offer and channel must be among the program’s',
      detailZh: '规则组的权益与渠道必须在计划之内',
    });
  const budget = readMoney(spec.limits.budget);
  return {
    name: program.name,
    version: program.version,
    title: program.title,
    spec,
    model,
    features,
    known: await documents.known(),
    consentPurposes: await documents.consentPurposes(),
    candidates,
    ruleCandidate,
    shares: {
      holdout: readShare(spec.groups.holdout),
      random: readShare(spec.groups.random),
      rule: readShare(rule.share),
      model: readShare(spec.groups.model),
    },
    exploration: readShare(spec.exploration),
    budgetMinor: budget.amountMinor,
    currency: budget.currency,
  };
};

/** A model that foresees something else than the program wants would price everybody wrongly. */
const refuseOtherGoal = ({ goal }: ProgramSpec, { name, spec: model }: Published<ModelSpec>): void => {
  const [differs] = [
    { name: 'goal.event', has: model.goal.event, wants: goal.event },
    { name: 'goal.value', has: model.goal.value ?? goal.value, wants: goal.value },
    { name: 'horizonDays', has: model.horizonDays, wants: goal.horizonDays },
  ].filter(({ has, wants }) => has !== wants);
  if (differs === undefined) return;
  throw problem('unprocessable', {
    field: 'spec.model',
    detail: `model "${name}" foresees something else than the program wants: its ${differs.name} is ${differs.has}, the program’s ${differs.wants}`,
    detailZh: `模型“${name}”预测的目标与运营计划不一致：${differs.name} 为 ${differs.has}，计划为 ${differs.wants}`,
  });
};

/** `"12.5%"` → 0.125, rounded so that shares that add up on paper add up here. */
export const readShare = (text: string): number => Math.round(Number.parseFloat(text) * 1e6) / 1e8;

/** `"50000 CNY"` → 5,000,000 fen. */
export const readMoney = (text: string): { readonly amountMinor: number; readonly currency: string } => {
  const [amount = '', currency = ''] = text.split(' ');
  return { amountMinor: Math.round(Number(amount) * 100), currency };
};
