import type { Rule } from './rule.ts';

type Repeat = Extract<Rule, { type: 'repeat' }>;

/**
 * So many within a time: derived where the count is reached, once for each burst. The next one comes only after the
 * count has fallen below it: event e counts when [e − within, e] holds enough and the same was not true of the event before.
 */
export const repeatSql = (rule: Repeat, moments: string): string => {
  const sofar = '(PARTITION BY subject, same_0 ORDER BY t, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)';
  // a whole number of the schema's range; frames take no parameters
  const before = rule.count - 1;
  const counted = `(PARTITION BY subject, same_0 ORDER BY t, event_id ROWS BETWEEN ${before} PRECEDING AND CURRENT ROW)`;
  return `
    SELECT * FROM (
      SELECT *,
        groupArray(event_id) OVER ${counted} AS matched,
        lagInFrame(t, ${before}, 0) OVER ${sofar} AS t_first,
        lagInFrame(t, 1, 0) OVER ${sofar} AS t_before,
        lagInFrame(t, ${rule.count}, 0) OVER ${sofar} AS t_first_before
      FROM (${moments})
      WHERE is_0 AND isNotNull(same_0))
    WHERE t_first > 0 AND t - t_first <= {within:Int64}
      AND NOT (t_first_before > 0 AND t_before - t_first_before <= {within:Int64})`;
};
