import { personSql } from '#identify';
import type { ProgramReader } from '#loop';
import { earned } from '#loop';
import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import type { HomeAnswer, ProgramsAnswer } from '../loop/schemas.ts';
import type { Job } from '../platform/schemas.ts';
import { alertStep } from './alert-step.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly programs: ProgramReader;
  readonly jobs: () => Promise<readonly Job[]>;
  readonly demo: () => Promise<boolean>;
};

/** Yesterday's loop on one screen: is it healthy, what did it earn, what to do next. */
export const readHome = async (deps: Deps): Promise<HomeAnswer> => {
  const now = deps.clock.now();
  const [facts, { programs }, jobs, demo, alerts] = await Promise.all([
    readFacts(deps, now),
    deps.programs.list(),
    deps.jobs(),
    deps.demo(),
    alertStep(deps.postgres),
  ]);
  return {
    workspace: {
      title: demo ? { zh: '澜家', en: 'Lanjia' } : { zh: '工作区', en: 'Workspace' },
      now: now.toISOString(),
      currency: programs[0]?.currency ?? 'CNY',
      demo,
      empty: facts.events === 0,
    },
    loop: loopOf(facts, programs),
    earned: await Promise.all(
      programs.map(async ({ name, title, rounds, earnedMinor }) => {
        const pooled = await deps.programs.pooled(name);
        return {
          program: name,
          title,
          rounds,
          pooledMinor: earnedMinor,
          versusRandomMinor: pooled ? earned(pooled, 'random') : null,
        };
      }),
    ),
    next: [...alerts, ...nextSteps(facts, programs, now)].slice(0, 3),
    jobs: jobs.filter((job) => job.state !== 'done'),
  };
};

const day = 86_400_000;

type Facts = {
  readonly events: number;
  readonly events30d: number;
  readonly lastEvent: Date | undefined;
  readonly people: number;
  readonly identifiers: number;
  readonly features: number;
  readonly scored: number;
  readonly decided: number;
  readonly sent: number;
  readonly redeemed: number;
  readonly quarantined: number;
  readonly uncertain: number;
};

const readFacts = async ({ clickhouse, postgres }: Deps, now: Date): Promise<Facts> => {
  // whole days: a round decided at midnight 30 days ago is in
  const since = sqlTime(new Date(Math.floor(now.getTime() / day - 30) * day));
  const [log, people, snapshot, acts, aside, outbox] = await Promise.all([
    clickhouse.queryOne<{ events: string; recent: string; last: string }>(
      `SELECT count() AS events, countIf(ts >= {since:DateTime64(3, 'UTC')}) AS recent, toUnixTimestamp64Milli(max(ts)) AS last FROM events FINAL`,
      { since },
    ),
    clickhouse.queryOne<{ people: string; identifiers: string }>(
      `SELECT uniq(${personSql('id_key')}) AS people, uniq(id_key) AS identifiers FROM identifiers`,
    ),
    postgres.queryOne<{ features: number }>(
      'SELECT cardinality(names) AS features FROM feature_snapshots ORDER BY as_of DESC LIMIT 1',
    ),
    clickhouse.queryOne<{ decided: string; sent: string; redeemed: string; scored: string }>(
      `SELECT countIf(name = '$decision_made') AS decided, countIf(name = '$message_sent') AS sent, countIf(name = '$coupon_redeemed') AS redeemed,
         (SELECT uniq(profile_id) FROM scores) AS scored
       FROM events FINAL WHERE name IN ('$decision_made', '$message_sent', '$coupon_redeemed') AND ts >= {since:DateTime64(3, 'UTC')}`,
      { since },
    ),
    clickhouse.queryOne<{ rows: string }>(
      `SELECT count() AS rows FROM quarantine FINAL WHERE (source, reason, row_id) NOT IN
         (SELECT source, reason, row_id FROM quarantine_states FINAL WHERE state != 'open')`,
    ),
    postgres.queryOne<{ uncertain: number }>(
      `SELECT count(*) AS uncertain FROM outbox_messages WHERE status = 'uncertain'`,
    ),
  ]);
  const events = Number(log?.events ?? 0);
  return {
    events,
    events30d: Number(log?.recent ?? 0),
    lastEvent: events === 0 ? undefined : new Date(Number(log?.last)),
    people: Number(people?.people ?? 0),
    identifiers: Number(people?.identifiers ?? 0),
    features: snapshot?.features ?? 0,
    scored: Number(acts?.scored ?? 0),
    decided: Number(acts?.decided ?? 0),
    sent: Number(acts?.sent ?? 0),
    redeemed: Number(acts?.redeemed ?? 0),
    quarantined: Number(aside?.rows ?? 0),
    uncertain: outbox?.uncertain ?? 0,
  };
};

type Rows = ProgramsAnswer['programs'];

const loopOf = (facts: Facts, programs: Rows): HomeAnswer['loop'] => {
  const rounds = programs.flatMap((program) => program.rounds);
  const measured = rounds.filter((round) => round.earnedMinor !== null).length;
  const state = (figure: number) => (figure > 0 ? ('ok' as const) : ('idle' as const));
  return [
    {
      room: 'collect',
      state: facts.quarantined > 0 && facts.events > 0 ? 'attention' : state(facts.events),
      figure: facts.events30d,
      label: { zh: '近30天事件', en: 'Events in 30 days' },
      detail: {
        zh: `累计 ${count(facts.events)}，隔离 ${count(facts.quarantined)}`,
        en: `${count(facts.events)} in all, ${count(facts.quarantined)} in quarantine`,
      },
    },
    {
      room: 'identify',
      state: state(facts.people),
      figure: facts.people,
      label: { zh: '客户（OneID）', en: 'People (OneID)' },
      detail: { zh: `${count(facts.identifiers)} 个身份标识`, en: `${count(facts.identifiers)} identifiers` },
    },
    {
      room: 'profile',
      state: state(facts.features),
      figure: facts.features,
      label: { zh: '特征', en: 'Features' },
      detail: { zh: '最近一轮使用', en: 'used in the latest round' },
    },
    {
      room: 'predict',
      state: state(facts.scored),
      figure: facts.scored,
      label: { zh: '已评分客户', en: 'People scored' },
      detail: { zh: '按复购概率', en: 'by probability of the goal' },
    },
    {
      room: 'decide',
      state: state(facts.decided),
      figure: facts.decided,
      label: { zh: '近30天决策', en: 'Decisions in 30 days' },
      detail: { zh: '含对照组', en: 'holdout included' },
    },
    {
      room: 'act',
      state: facts.uncertain > 0 ? 'attention' : state(facts.sent),
      figure: facts.sent,
      label: { zh: '近30天触达', en: 'Messages in 30 days' },
      detail: { zh: `核销 ${count(facts.redeemed)} 张`, en: `${count(facts.redeemed)} coupons redeemed` },
    },
    {
      room: 'measure',
      state: rounds.some((round) => round.state === 'failed') ? 'broken' : state(measured),
      figure: measured,
      label: { zh: '已衡量轮次', en: 'Rounds measured' },
      detail: { zh: `共 ${rounds.length} 轮`, en: `of ${rounds.length}` },
    },
  ];
};

/** Suggestions in order of urgency, each with its reason and one thing to press. */
const nextSteps = (facts: Facts, programs: Rows, now: Date): HomeAnswer['next'] => {
  const next: HomeAnswer['next'] = [];
  if (facts.events === 0) {
    next.push({
      id: 'first-event',
      title: { zh: '接入第一批数据', en: 'Send the first events' },
      reason: {
        zh: '还没有收到任何事件，循环从数据开始。',
        en: 'No event has arrived yet, and the loop begins with data.',
      },
      action: { type: 'open', to: '/data', label: { zh: '查看接入方法', en: 'See how' } },
    });
  }
  if (programs.length === 0) {
    next.push({
      id: 'first-program',
      title: { zh: '创建第一个运营计划', en: 'Write the first program' },
      reason: {
        zh: '计划把目标、人群、权益、预算和对照组放进一个闭环。',
        en: 'A program puts a goal, people, offers, a budget and a holdout into one loop.',
      },
      action: { type: 'open', to: '/documents/Program', label: { zh: '打开文档', en: 'Open documents' } },
    });
  }
  for (const program of programs) {
    const last = program.rounds.at(-1);
    if (last?.state === 'failed') {
      next.push({
        id: `failed-${program.name}`,
        title: {
          zh: `「${program.title.zh}」第 ${last.round} 轮中断`,
          en: `Round ${last.round} of "${program.title.en}" stopped`,
        },
        reason: {
          zh: '一个步骤失败了；再次运行会从该步骤继续，不会重复发送。',
          en: 'A step failed; running it again goes on from there and sends nothing twice.',
        },
        action: {
          type: 'open',
          to: `/programs/${program.name}/rounds/${last.round}`,
          label: { zh: '查看原因', en: 'See why' },
        },
      });
    } else if (!last || (last.state === 'done' && Date.parse(last.horizonEnd) <= now.getTime())) {
      next.push({
        id: `run-${program.name}`,
        title: {
          zh: `运行「${program.title.zh}」的第 ${(last?.round ?? 0) + 1} 轮`,
          en: `Run round ${(last?.round ?? 0) + 1} of "${program.title.en}"`,
        },
        reason: last
          ? {
              zh: '上一轮已衡量完毕，结果会进入下一次训练。',
              en: 'The last round is measured; what it taught goes into the next training.',
            }
          : { zh: '计划已发布，还没有运行过。', en: 'The program is published and has never run.' },
        action: { type: 'run_round', program: program.name, label: { zh: '运行', en: 'Run' } },
      });
    }
    const gain = program.earnedMinor;
    if (gain && gain.low <= 0 && program.rounds.length > 0) {
      next.push({
        id: `uncertain-${program.name}`,
        title: {
          zh: `「${program.title.zh}」的增量还不确定`,
          en: `What "${program.title.en}" earned is not certain yet`,
        },
        reason: {
          zh: '95% 区间包含 0：再跑几轮或扩大对照组，才能下结论。',
          en: 'The 95 % interval includes zero: more rounds or a larger holdout are needed to tell.',
        },
        action: { type: 'open', to: `/programs/${program.name}`, label: { zh: '查看结果', en: 'See results' } },
      });
    } else if (gain && gain.low > 0) {
      next.push({
        id: `scale-${program.name}`,
        title: {
          zh: `考虑提高「${program.title.zh}」的预算`,
          en: `Consider a larger budget for "${program.title.en}"`,
        },
        reason: {
          zh: '模型组相对对照组的净增量显著为正；看看预算的影子价格。',
          en: 'The model group’s net increment is clearly positive; see what one more yuan of budget is worth.',
        },
        action: {
          type: 'open',
          to: `/programs/${program.name}/rounds/${program.rounds.at(-1)?.round ?? 1}`,
          label: { zh: '查看', en: 'Look' },
        },
      });
    }
  }
  if (facts.quarantined > 0) {
    next.push({
      id: 'quarantine',
      title: {
        zh: `${count(facts.quarantined)} 行数据在隔离区`,
        en: `${count(facts.quarantined)} rows are in quarantine`,
      },
      reason: {
        zh: '它们没有进入分析；按原因查看、修复并重放。',
        en: 'They are in no analysis; look at them by reason, mend and replay them.',
      },
      action: { type: 'open', to: '/data/quarantine', label: { zh: '查看隔离区', en: 'Look' } },
    });
  }
  return next;
};

const count = (n: number): string => n.toLocaleString('en');
