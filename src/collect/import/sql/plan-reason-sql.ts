import type { EffectivePlan } from '../../plan/read-definitions.ts';
import { refusalSql } from '../../plan/plan-sql.ts';
import type { Parameters } from './parameters.ts';

/** What the tracking plan has against an event, as a reason of quarantine, or ''. Reads `name` and `properties`. */
export const planSql = (plan: EffectivePlan, events: readonly string[], parameters: Parameters): string => {
  const branches = [...new Set(events)].flatMap((event, index) => {
    const rule = plan.events.get(event);
    // Gyre's own events are nobody's to define
    if (rule === undefined && (plan.unknownEvents !== 'refuse' || event.startsWith('$'))) return [];
    if (rule === undefined) return [`name = ${parameters.text(event)}, 'undefined_event'`];
    if (rule.mode === 'observe') return [];
    const { sql, params } = refusalSql(rule, 'properties', `rule${index}_`);
    // the plan's own placeholders, taken over under the names of this query
    const own = sql.replaceAll(/\{(rule\d+_\d+):([\w() ]+)\}/g, (_whole, name: string, type: string) =>
      parameters.add(type, params[name]),
    );
    return [`name = ${parameters.text(event)}, ${own}`];
  });
  if (branches.length === 0) return "''";
  return `if((multiIf(${branches.join(', ')}, '') AS broken) = '', '', concat('plan:', broken))`;
};
