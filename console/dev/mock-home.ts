import type { HomeAnswer } from '../../src/loop/schemas.ts';
import { liveJobs } from './mock-live.ts';
import { mockRounds, programTitle } from './mock-programs.ts';
import { mockResults, modelAgainst } from './mock-results.ts';

const empty = process.env.GYRE_CONSOLE_MOCK === '1' && process.env.GYRE_CONSOLE_MOCK_EMPTY === '1';

export const mockHome = (): HomeAnswer => ({
  workspace: {
    title: { zh: '澜家', en: 'Lanjia' },
    now: new Date().toISOString(),
    currency: 'CNY',
    demo: !empty,
    empty,
  },
  loop: [
    {
      room: 'collect',
      state: 'ok',
      figure: 412_870,
      label: { zh: '条事件', en: 'events received' },
      detail: { zh: '最近一条 4 秒前', en: 'the latest 4 seconds ago' },
    },
    {
      room: 'identify',
      state: 'ok',
      figure: 20_012,
      label: { zh: '位用户', en: 'people known' },
      detail: { zh: '合并 1,204 组标识', en: '1,204 sets of ids joined' },
    },
    {
      room: 'profile',
      state: 'ok',
      figure: 24,
      label: { zh: '个特征', en: 'features fresh' },
      detail: { zh: '截至今天 08:00', en: 'as of today 08:00' },
    },
    {
      room: 'predict',
      state: 'ok',
      figure: 14_990,
      label: { zh: '人已打分', en: 'people scored' },
      detail: { zh: 'AUC 0.784，前 10% 提升 3.9 倍', en: 'AUC 0.784, top tenth 3.9 times' },
    },
    {
      room: 'decide',
      state: 'ok',
      figure: 4_461,
      label: { zh: '人获得权益', en: 'people chosen' },
      detail: { zh: '距最优 0.009%', en: 'within 0.009 % of the optimum' },
    },
    {
      room: 'act',
      state: 'attention',
      figure: 4_292,
      label: { zh: '条送达', en: 'messages delivered' },
      detail: { zh: '169 条短信发送失败', en: '169 text messages failed' },
    },
    {
      room: 'measure',
      state: 'ok',
      figure: 14_990,
      label: { zh: '人计入结果', en: 'people measured' },
      detail: { zh: '分组比例正常', en: 'group sizes as declared' },
    },
  ],
  earned: empty
    ? []
    : [
        {
          program: 'repurchase',
          title: programTitle,
          rounds: [...mockRounds()],
          pooledMinor: modelAgainst(mockResults(9, 3), 'holdout'),
          versusRandomMinor: modelAgainst(mockResults(9, 3), 'random'),
        },
      ],
  next: [
    {
      id: 'run',
      title: { zh: '开始老客复购第 4 轮', en: 'Run round 4 of Repurchase' },
      reason: {
        zh: '上一轮结果已齐，模型学到了 14,990 人的新反应。',
        en: 'The last round is measured; the model can learn from 14,990 new answers.',
      },
      action: { type: 'run_round', program: 'repurchase', label: { zh: '开始第 4 轮', en: 'Run round 4' } },
    },
    {
      id: 'sms',
      title: { zh: '检查短信渠道', en: 'Look at the SMS channel' },
      reason: {
        zh: '3.8% 的短信发送失败，通常低于 1%。',
        en: '3.8 % of text messages failed; it is usually below 1 %.',
      },
      action: { type: 'open', to: '/documents/Channel/sms', label: { zh: '打开短信渠道', en: 'Open SMS' } },
    },
    {
      id: 'quarantine',
      title: { zh: '处理 37 行隔离数据', en: 'Mend 37 rows in quarantine' },
      reason: {
        zh: '其中 31 行缺少金额，未计入收益。',
        en: '31 of them lack an amount and count for nothing until mended.',
      },
      action: { type: 'open', to: '/data#quarantine', label: { zh: '查看隔离区', en: 'Open the quarantine' } },
    },
  ],
  jobs: liveJobs(),
});
