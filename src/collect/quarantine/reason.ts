import type { Words } from '../../platform/schemas.ts';
import { violationKinds, violationTitles } from '../plan/violation.ts';

/** A reason's code in words: `plan:type:amount` → `Breaks the plan: of another type (amount)`. */
export const reasonTitle = (reason: string): Words => {
  const known = titles.find(([prefix]) => reason === prefix || reason.startsWith(`${prefix}:`));
  if (known !== undefined) {
    const about = shortened(reason.slice(known[0].length + 1));
    return about === '' ? known[1] : { zh: `${known[1].zh}（${about}）`, en: `${known[1].en} (${about})` };
  }
  const field = shortened(reason.replace(/^invalid_/, ''));
  return { zh: `字段不合规：${field}`, en: `Not valid: ${field}` };
};

/** A column may be called by a whole sentence. */
const shortened = (about: string): string => (about.length > 80 ? `${about.slice(0, 80)}…` : about);

const titles: readonly (readonly [string, Words])[] = [
  ...violationKinds.map((what) => {
    const { zh, en } = violationTitles[what];
    return [`plan:${what}`, { zh: `违反埋点方案：${zh}`, en: `Breaks the plan: ${en.toLowerCase()}` }] as const;
  }),
  ['unknown_purpose', { zh: '同意用途未描述', en: 'A consent for a purpose nobody has described' }],
  ['missing_identifier', { zh: '没有任何身份标识', en: 'Nobody is named' }],
  ['invalid_userId', { zh: '没有任何身份标识', en: 'Nobody is named' }],
  ['invalid_time', { zh: '时间无法识别', en: 'The time cannot be read' }],
  ['invalid_timestamp', { zh: '时间无法识别或超出范围', en: 'The time cannot be read or is out of range' }],
  ['invalid_number', { zh: '数字无法识别', en: 'A number cannot be read' }],
  ['rule_failed', { zh: '不满足映射中的规则', en: 'A rule of the mapping does not hold' }],
  ['malformed_row', { zh: '行的格式损坏', en: 'The row is broken' }],
  ['payload_too_large', { zh: '单条事件超过 32 KB', en: 'The event is larger than 32 KB' }],
  ['nested_too_deep', { zh: '嵌套层级过深', en: 'Nested too deep' }],
  ['refused_by_store', { zh: '存储引擎拒绝写入', en: 'The store refused the row' }],
  ['invalid_input', { zh: '不是可读的消息', en: 'Not a message that can be read' }],
  ['invalid_type', { zh: '类型未知', en: 'Of an unknown type' }],
  ['invalid_event', { zh: '事件名缺失或不允许', en: 'The event name is missing or not allowed' }],
  ['not_kept', { zh: '暂无处可放的类型', en: 'Of a kind Gyre has no place for yet' }],
  ['unknown_format', { zh: '没有可读取此格式的程序', en: 'Nothing here reads this format' }],
];
