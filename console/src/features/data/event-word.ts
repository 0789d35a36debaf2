import type { Words } from '../../../../src/platform/schemas.ts';
import type { Language } from '../../i18n/format.ts';

/** What Gyre itself writes into the log; these have no document to take a title from. */
const own: Readonly<Record<string, Words>> = {
  $identify: { zh: '识别用户', en: 'Identified' },
  $page: { zh: '浏览页面', en: 'Page viewed' },
  $screen: { zh: '浏览屏幕', en: 'Screen viewed' },
  $group: { zh: '加入群组', en: 'Joined a group' },
  $alias: { zh: '关联标识', en: 'Id linked' },
  $identity_merged: { zh: '合并身份', en: 'Identities merged' },
  $decision_made: { zh: '作出决策', en: 'Decision made' },
  $message_sent: { zh: '消息已发送', en: 'Message sent' },
  $message_delivered: { zh: '消息已送达', en: 'Message delivered' },
  $message_opened: { zh: '消息已打开', en: 'Message opened' },
  $message_clicked: { zh: '消息被点击', en: 'Message clicked' },
  $message_failed: { zh: '消息发送失败', en: 'Message failed' },
  $coupon_issued: { zh: '发放优惠券', en: 'Coupon issued' },
  $coupon_claimed: { zh: '领取优惠券', en: 'Coupon claimed' },
  $coupon_redeemed: { zh: '核销优惠券', en: 'Coupon redeemed' },
  $round_started: { zh: '轮次开始', en: 'Round started' },
  $round_finished: { zh: '轮次结束', en: 'Round finished' },
};

/** An event's display name: from its definition, else our own word, else its technical name. */
export const eventWord = (
  { name, title }: { readonly name: string; readonly title: Words | null },
  language: Language,
): string => (title ?? own[name])?.[language] ?? name;
