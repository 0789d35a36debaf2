import { volumeChange } from './expectation.ts';
import type { Finding, QualityRow, QualityState, SourceRow } from './schemas.ts';

const severity: Readonly<Record<QualityState, number>> = { unknown: 0, ok: 1, watch: 2, bad: 3 };

export const worst = (findings: readonly Finding[]): QualityState =>
  findings.reduce<QualityState>(
    (state, finding) => (severity[finding.state] > severity[state] ? finding.state : state),
    'ok',
  );

type RowFigures = Pick<QualityRow, 'day' | 'lateness' | 'missingShare' | 'invalidShare'>;

/** What is not as it should be with one event of one source, and what to do about it. */
export const rowFindings = ({ day, lateness, missingShare, invalidShare }: RowFigures): readonly Finding[] => {
  const findings: Finding[] = [];
  const change = volumeChange(day);
  const percent = `${Math.round(Math.abs(change) * 100)} %`;
  if (change < 0)
    findings.push({
      state: change <= -0.5 ? 'bad' : 'watch',
      what: { en: `${percent} fewer than usual yesterday`, zh: `昨日比往常少 ${percent}` },
      todo: {
        en: 'Ask who runs the source what was released yesterday.',
        zh: '请向数据源负责人确认昨日的发布与改动。',
      },
    });
  if (change > 0)
    findings.push({
      state: change >= 1 ? 'bad' : 'watch',
      what: { en: `${percent} more than usual yesterday`, zh: `昨日比往常多 ${percent}` },
      todo: {
        en: 'Look for a campaign, a robot, or an event sent twice under two ids.',
        zh: '检查是否有活动、爬虫，或同一行为以两个 id 重复发送。',
      },
    });
  if (day.expected === null)
    findings.push({
      state: 'unknown',
      what: { en: 'too little history for an expectation', zh: '历史不足，尚无预期值' },
      todo: { en: 'Nothing to do; four weeks are needed.', zh: '无需处理，需要四周的历史。' },
    });
  if (lateness !== null && lateness.p95 > 86_400)
    findings.push({
      state: 'watch',
      what: { en: 'one in twenty comes more than a day late', zh: '5% 的事件迟到超过一天' },
      todo: { en: 'Send more often, or let the source flush its queue.', zh: '提高上报频率，或检查来源的发送队列。' },
    });
  pushShare(findings, missingShare, { en: 'lack a required property', zh: '缺少必填属性' });
  pushShare(findings, invalidShare, { en: 'hold a value that is not allowed', zh: '属性值不合规' });
  return findings;
};

const pushShare = (
  findings: Finding[],
  share: number | null,
  words: { readonly en: string; readonly zh: string },
): void => {
  if (share === null || share < 0.01) return;
  const percent = `${(share * 100).toFixed(1)} %`;
  findings.push({
    state: share >= 0.05 ? 'bad' : 'watch',
    what: { en: `${percent} ${words.en}`, zh: `${percent} ${words.zh}` },
    todo: { en: 'See the tracking plan for which, and mend the source.', zh: '在埋点方案中查看具体属性，并修正来源。' },
  });
};

type SourceFigures = Pick<SourceRow, 'duplicateShare' | 'silenceHours'>;

export const sourceFindings = ({ duplicateShare, silenceHours }: SourceFigures): readonly Finding[] => {
  const findings: Finding[] = [];
  if (silenceHours > 24)
    findings.push({
      state: 'bad',
      what: { en: `silent for ${Math.floor(silenceHours)} hours`, zh: `已 ${Math.floor(silenceHours)} 小时没有数据` },
      todo: {
        en: 'Check that the source runs and its write key is still valid.',
        zh: '确认来源在运行，且写入密钥有效。',
      },
    });
  if (duplicateShare > 0.05)
    findings.push({
      state: duplicateShare > 0.2 ? 'bad' : 'watch',
      what: {
        en: `${(duplicateShare * 100).toFixed(1)} % came twice`,
        zh: `${(duplicateShare * 100).toFixed(1)} % 为重复上报`,
      },
      todo: {
        en: 'They count once all the same; the source repeats more than it must.',
        zh: '重复只计一次，但来源的重试过于频繁。',
      },
    });
  return findings;
};
