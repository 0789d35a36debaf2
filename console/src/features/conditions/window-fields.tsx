import { Input, InputNumber, Select } from 'antd';
import { useLanguage } from '../../i18n/language.tsx';
import type { Length, TimeWindow, Unit } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { NameChoice } from './name-choice.tsx';
import { Sentence } from './sentence.tsx';

const calendarWords = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const;
const kinds = ['last', 'ever', ...calendarWords, 'between', 'since', 'since_last', 'since_first'] as const;
type Kind = (typeof kinds)[number];

const days = (count: number): Length => ({ count, unit: 'd' });

/** When it happened. */
export const WindowFields = ({
  window,
  onChange,
}: {
  readonly window: TimeWindow;
  readonly onChange: (window: TimeWindow) => void;
}) => {
  const { t } = useLanguage();
  const { choices } = useBuilder();
  const kind = (
    <Select<Kind>
      className="condition-choice"
      aria-label={t('conditions.when')}
      value={kindOf(window)}
      popupMatchSelectWidth={false}
      options={kinds.map((each) => ({ value: each, label: t(`conditions.window.${each}`) }))}
      onChange={(next) => onChange(windowOf(next, window))}
    />
  );
  switch (window.type) {
    case 'ever':
    case 'calendar':
      return kind;
    case 'last':
      return (
        <Sentence
          words={t('conditions.window.lastWords')}
          fields={{
            kind,
            length: <LengthFields length={window.length} onChange={(length) => onChange({ ...window, length })} />,
          }}
        />
      );
    case 'between':
      return (
        <Sentence
          words={t('conditions.window.betweenWords')}
          fields={{
            kind,
            from: <LengthFields length={window.from} onChange={(from) => onChange({ ...window, from })} />,
            until: <LengthFields length={window.until} onChange={(until) => onChange({ ...window, until })} />,
          }}
        />
      );
    case 'since':
      return (
        <Sentence
          words={t('conditions.window.sinceWords')}
          fields={{
            kind,
            date: (
              <Input
                type="date"
                className="condition-date"
                aria-label={t('conditions.date')}
                value={window.date}
                status={window.date === '' ? 'warning' : undefined}
                onChange={(event) => onChange({ type: 'since', date: event.target.value })}
              />
            ),
          }}
        />
      );
    case 'since_event':
      return (
        <Sentence
          words={t('conditions.window.sinceEventWords')}
          fields={{
            kind,
            event: (
              <NameChoice
                free
                label={t('conditions.event')}
                value={window.event}
                choices={choices.events}
                onChange={(event) => onChange({ ...window, event })}
              />
            ),
          }}
        />
      );
  }
};

const kindOf = (window: TimeWindow): Kind => {
  if (window.type === 'calendar') return calendarWords.find((word) => word === window.word) ?? 'today';
  if (window.type === 'since_event') return window.which === 'first' ? 'since_first' : 'since_last';
  return window.type;
};

/** Another kind of window, with what the two have in common. */
const windowOf = (kind: Kind, before: TimeWindow): TimeWindow => {
  switch (kind) {
    case 'ever':
      return { type: 'ever' };
    case 'last':
      return { type: 'last', length: before.type === 'between' ? before.from : days(30) };
    case 'between':
      return { type: 'between', from: days(60), until: before.type === 'last' ? before.length : days(30) };
    case 'since':
      return { type: 'since', date: '' };
    case 'since_last':
    case 'since_first':
      return {
        type: 'since_event',
        which: kind === 'since_last' ? 'last' : 'first',
        event: before.type === 'since_event' ? before.event : '',
      };
    default:
      return { type: 'calendar', word: kind };
  }
};

const units: readonly Unit[] = ['d', 'h', 'm'];
const mostDays = 3650;

/** So many days, hours or minutes. */
export const LengthFields = ({
  length: { count, unit },
  onChange,
}: {
  readonly length: Length;
  readonly onChange: (length: Length) => void;
}) => {
  const { t } = useLanguage();
  return (
    <span className="condition-pair">
      <InputNumber
        className="condition-short"
        aria-label={t('conditions.howLong')}
        min={0}
        max={mostDays}
        value={count}
        status={count === null ? 'warning' : undefined}
        onChange={(next) => onChange({ count: next, unit })}
      />
      <Select<Unit>
        className="condition-choice"
        aria-label={t('conditions.unit')}
        value={unit}
        popupMatchSelectWidth={false}
        options={units.map((each) => ({ value: each, label: t(`conditions.unit.${each}`) }))}
        onChange={(next) => onChange({ count, unit: next })}
      />
    </span>
  );
};
