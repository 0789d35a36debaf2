import { channelKind, couponKind } from '#act';
import { derivedEventKind, eventDefinitionKind, type EventTitles } from '#collect';
import { offerKind } from '#decide';
import type { DocumentStore, Kind } from '#documents';
import { type Documents, programKind, type Published } from '#loop';
import { problem } from '#platform';
import { modelKind } from '#predict';
import {
  attributeMeaning,
  audienceKind,
  catalogueKind,
  consentPurposeKind,
  featureKind,
  frozenSql,
  purposesInForce,
  tagKind,
  tagsKnown,
} from '#profile';
import type { AudienceSpec } from '../profile/schemas.ts';

/** The published documents as the loop reads them. */
export const loopDocuments = (store: DocumentStore, timeZone: string): Documents => {
  const one =
    <Spec>(kind: Kind<Spec>) =>
    async (name: string, number?: number): Promise<Published<Spec>> => {
      const key = { kind: kind.kind, name };
      const version = number === undefined ? await store.inForce(key) : await store.version(key, number);
      if (!version)
        throw problem('not_found', {
          detail: `published ${kind.kind} "${name}"`,
          detailZh: `已发布的${kind.title.zh}「${name}」`,
        });
      const parsed = kind.parse(version.spec);
      if (parsed.type === 'invalid')
        throw problem('unprocessable', {
          detail: `${kind.kind} "${name}" is no longer valid: ${parsed.problems[0]?.message.en ?? ''}`,
          detailZh: `${kind.title.zh}「${name}」已失效：${parsed.problems[0]?.message.zh ?? ''}`,
        });
      return { ...version, spec: parsed.spec };
    };
  return {
    program: one(programKind),
    programs: () => store.published(programKind),
    model: one(modelKind),
    offer: one(offerKind),
    coupon: one(couponKind),
    channel: one(channelKind),
    features: async (names) => {
      const all = await store.published(featureKind);
      if (names === 'all') return all;
      const missing = names.filter((name) => !all.some((feature) => feature.name === name));
      if (missing.length > 0)
        throw problem('unprocessable', {
          detail: `not published: Feature ${missing.join(', ')}`,
          detailZh: `特征尚未发布：${missing.join('、')}`,
        });
      return all.filter((feature) => names.includes(feature.name));
    },
    known: async () => ({
      ...audiencesOf(await store.published(audienceKind)),
      ...tagsKnown(await store.published(tagKind)),
      attribute: attributeMeaning(await store.published(catalogueKind)),
      timeZone,
    }),
    consentPurposes: async () => purposesInForce(await store.published(consentPurposeKind)),
  };
};

/** Live ones mean their condition, snapshots the list frozen last. */
const audiencesOf = (audiences: readonly Published<AudienceSpec>[]) => ({
  conditions: new Map(audiences.map(({ name, spec }) => [name, spec.condition])),
  lists: new Map(
    audiences.filter(({ spec }) => spec.refresh === 'snapshot').map(({ name }) => [name, frozenSql(name)] as const),
  ),
});

/** What events are called, for people: the brand's own definitions and Gyre's own events. */
export const readEventTitles = async (store: DocumentStore): Promise<EventTitles> =>
  new Map([
    ...ownEvents,
    ...(await store.published(derivedEventKind)).map(({ name, title }) => [name, title] as const),
    ...(await store.published(eventDefinitionKind)).map(({ name, title }) => [name, title] as const),
  ]);

const ownEvents = [
  ['$identify', { zh: '识别身份', en: 'Identified' }],
  ['$page', { zh: '访问页面', en: 'Page viewed' }],
  ['$screen', { zh: '访问界面', en: 'Screen viewed' }],
  ['$group', { zh: '加入组织', en: 'Joined a group' }],
  ['$alias', { zh: '合并身份', en: 'Identity joined' }],
  ['$decision_made', { zh: '做出决策', en: 'Decision made' }],
  ['$message_sent', { zh: '消息发出', en: 'Message sent' }],
  ['$message_delivered', { zh: '消息送达', en: 'Message delivered' }],
  ['$message_opened', { zh: '消息打开', en: 'Message opened' }],
  ['$message_clicked', { zh: '消息点击', en: 'Message clicked' }],
  ['$message_failed', { zh: '消息失败', en: 'Message failed' }],
  ['$message_suppressed', { zh: '消息未发：用户已拒绝', en: 'Message withheld: the person said no' }],
  ['$consent_given', { zh: '同意', en: 'Consent given' }],
  ['$consent_withdrawn', { zh: '撤回同意', en: 'Consent withdrawn' }],
  ['$coupon_issued', { zh: '发券', en: 'Coupon issued' }],
  ['$coupon_claimed', { zh: '领券', en: 'Coupon claimed' }],
  ['$coupon_redeemed', { zh: '核销', en: 'Coupon redeemed' }],
  ['$coupon_refunded', { zh: '券退回', en: 'Coupon refunded' }],
  ['$coupon_voided', { zh: '券作废', en: 'Coupon voided' }],
  ['$derived_retracted', { zh: '派生事件撤回', en: 'Derived event taken back' }],
  ['$audience_entered', { zh: '进入人群', en: 'Entered an audience' }],
  ['$audience_left', { zh: '离开人群', en: 'Left an audience' }],
  ['$tag_set', { zh: '打上标签', en: 'Tag given' }],
  ['$tag_removed', { zh: '移除标签', en: 'Tag taken away' }],
  ['$tag_changed', { zh: '标签变化', en: 'Tag changed' }],
  ['$alert_raised', { zh: '数据告警', en: 'Alert raised' }],
  ['$alert_resolved', { zh: '告警恢复', en: 'Alert resolved' }],
] as const;
