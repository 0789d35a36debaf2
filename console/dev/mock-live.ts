import type { Job } from '../../src/platform/schemas.ts';

/** The mock's only state: when a round was started, if it was. It "runs" for 40 s. */
const durationMs = 40_000;
let startedMs: number | undefined = process.env.GYRE_CONSOLE_MOCK_RUNNING === '1' ? Date.now() - 9000 : undefined;

export const startLiveRound = (): void => {
  startedMs = Date.now();
};
export const liveRound = (): boolean => startedMs !== undefined;
export const liveShare = (): number =>
  startedMs === undefined ? 0 : Math.min(0.999, (Date.now() - startedMs) / durationMs);

export const liveJobs = (): Job[] => {
  const past: Job = {
    id: 'job-3',
    kind: 'round',
    label: { zh: '老客复购 第 3 轮', en: 'Repurchase, round 3' },
    state: 'done',
    done: 8,
    total: 8,
    startedAt: new Date(Date.now() - 3_720_000).toISOString(),
    finishedAt: new Date(Date.now() - 3_690_000).toISOString(),
    error: null,
  };
  if (startedMs === undefined) return [past];
  return [
    {
      id: 'job-4',
      kind: 'round',
      label: { zh: '老客复购 第 4 轮：训练模型', en: 'Repurchase, round 4: training the model' },
      state: 'running',
      done: Math.round(liveShare() * 14990),
      total: 14990,
      startedAt: new Date(startedMs).toISOString(),
      finishedAt: null,
      error: null,
    },
    past,
  ];
};
