import type { Rule } from './rule.ts';

type Chain = Extract<Rule, { type: 'chain' }>;

/**
 * Steps one after the other, and perhaps nothing after the last.
 *
 * Pairing is tight: a step belongs to the latest chain before it, and a chain is continued by the first step after it only.
 * A A B B is one pair, A₂B₁. So one burst of events gives one derived event, and what holds at a time depends on a bounded
 * stretch before it (minimal occurrences: Mannila, Toivonen, Verkamo 1997).
 *
 * Rows of the answer: subject, subject_key, id_key, t, matched, carried (and what the scope's join brought).
 */
export const chainSql = (rule: Chain, moments: string): string => {
  const first = `SELECT *, is_0 AS done_0, [event_id] AS chain_0, carried AS values_0 FROM (${moments})`;
  const last = rule.steps.length - 1;
  const chained = rule.steps.slice(1).reduce((sql, _, index) => stepSql(sql, index + 1), first);
  const columns = `chain_${last} AS matched, values_${last}`;
  return rule.absence === undefined
    ? renamed(`SELECT *, ${columns} AS kept FROM (${chained}) WHERE done_${last}`)
    : renamed(absenceSql(chained, last, columns));
};

const renamed = (sql: string): string => `SELECT * EXCEPT (carried, kept), kept AS carried FROM (${sql})`;

const stepSql = (before: string, step: number): string => {
  const previous = step - 1;
  const earlier = `(PARTITION BY subject, same_${step} ORDER BY t, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const paired = `
    SELECT *,
      argMaxIf(chain_${previous}, (t, event_id), done_${previous}) OVER ${earlier} AS chain_before_${step},
      argMaxIf(values_${previous}, (t, event_id), done_${previous}) OVER ${earlier} AS values_before_${step},
      maxIf(t, done_${previous}) OVER ${earlier} AS t_before_${step}
    FROM (${before})`;
  const near = `
    SELECT *, is_${step} AND notEmpty(chain_before_${step}) AND isNotNull(same_${step}) AND t - t_before_${step} <= {within_${step}:Int64} AS near_${step}
    FROM (${paired})`;
  return `
    SELECT *,
      near_${step} AND row_number() OVER (PARTITION BY subject, near_${step}, chain_before_${step}[-1] ORDER BY t, event_id) = 1 AS done_${step},
      arrayPushBack(chain_before_${step}, event_id) AS chain_${step},
      arrayMap((own, earlier) -> if(own = 'null', earlier, own), carried, values_before_${step}) AS values_${step}
    FROM (${near})`;
};

/**
 * A chain is derived when its time is over and neither the event that should not come nor another such chain came in it:
 * the later chain waits in its own right. Windows run backwards in time, so that frames only grow.
 */
const absenceSql = (chained: string, last: number, columns: string): string => {
  const absent = last + 1;
  const later = `(PARTITION BY subject, same_${absent} ORDER BY t DESC, event_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const laterOrNow = `(PARTITION BY subject, same_${absent} ORDER BY t DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  const unanswered = `
    SELECT *
    FROM (
      SELECT *,
        if(is_${absent}, minIf(t, is_${absent}) OVER ${later}, minIf(t, is_${absent}) OVER ${laterOrNow}) AS answered,
        minIf(t, done_${last}) OVER ${later} AS begun_again
      FROM (${chained}))
    WHERE done_${last} AND isNotNull(same_${absent})
      AND (answered = 0 OR answered > t + {absent:Int64}) AND (begun_again = 0 OR begun_again > t + {absent:Int64})
      AND t + {absent:Int64} + {settle:Int64} <= {now_ms:Int64}`;
  // apart from the filter: an alias would take the place of `t` there, too
  return `SELECT * EXCEPT (t), t + {absent:Int64} AS t, ${columns} AS kept FROM (${unanswered})`;
};
