import type { AlertRule } from './default-alerts.ts';
import { volumeChange } from './expectation.ts';
import type { AlertSpec, QualityRow, SourceRow } from './schemas.ts';

export type Subject = {
  readonly source: string;
  /** Empty for a measure of the source as a whole. */ readonly event: string;
};

/** A figure of one subject under one rule. */
export type Reading = Subject & { readonly rule: AlertRule; readonly value: number };

type Figures = { readonly sources: readonly SourceRow[]; readonly rows: readonly QualityRow[] };

/** Every figure a rule watches. What cannot be measured yields none, and neither raises nor resolves. */
export const readingsOf = (rule: AlertRule, { sources, rows }: Figures): readonly Reading[] => {
  const { source, event } = rule.spec;
  const about = (subject: Subject, value: number | null): readonly Reading[] =>
    value === null ||
    (source !== undefined && source !== subject.source) ||
    (event !== undefined && event !== subject.event)
      ? []
      : [{ ...subject, rule, value }];
  const ofRows = (value: (row: QualityRow) => number | null): readonly Reading[] =>
    rows.flatMap((row) => about({ source: row.source, event: row.event }, value(row)));
  switch (rule.spec.measure) {
    case 'silence_hours':
      return sources.flatMap((row) => about({ source: row.source, event: '' }, row.silenceHours));
    case 'duplicate_share':
      return sources.flatMap((row) => about({ source: row.source, event: '' }, row.duplicateShare));
    case 'volume_change':
      return ofRows((row) => (row.day.expected === null ? null : volumeChange(row.day)));
    case 'lateness_p95_minutes':
      return ofRows(({ lateness }) => (lateness === null ? null : lateness.p95 / 60));
    case 'missing_share':
      return ofRows(({ missingShare }) => missingShare);
    case 'invalid_share':
      return ofRows(({ invalidShare }) => invalidShare);
  }
};

/**
 * Beyond the threshold, clearly back, or between the two, where an alert stays as it is: a figure that dances on its
 * threshold raises one alert and not a hundred.
 */
export const judge = (
  { above, below, clear }: Pick<AlertSpec, 'above' | 'below' | 'clear'>,
  value: number,
): 'beyond' | 'between' | 'back' => {
  const threshold = above ?? below ?? 0;
  const good = clear ?? threshold * 0.8;
  const beyond = above === undefined ? value < threshold : value > threshold;
  if (beyond) return 'beyond';
  return (above === undefined ? value >= good : value <= good) ? 'back' : 'between';
};
