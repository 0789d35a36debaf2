import { Input, Select } from 'antd';
import type { LoggedEvent } from '../../../../src/collect/schemas.ts';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import type { TimelineFilter } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { eventWord } from '../data/event-word.ts';

type Props = {
  readonly activity: PersonAnswer['activity'];
  /** What is on the page, for the sources one may choose from. */
  readonly seen: readonly LoggedEvent[];
  readonly filter: TimelineFilter;
  readonly onChange: (filter: TimelineFilter) => void;
};

const day = 86_400_000;
/** The beginning of a day where the reader is, as the API takes it. */
const startOf = (date: string, laterDays = 0): string | undefined =>
  date === '' ? undefined : new Date(new Date(`${date}T00:00:00`).getTime() + laterDays * day).toISOString();

/** Which events, from where, of which days. */
export const TimelineFilters = ({ activity, seen, filter, onChange }: Props) => {
  const { t, format, language } = useLanguage();
  const sources = [...new Set([...filter.sources, ...seen.map(({ source }) => source)])].toSorted();
  return (
    <div className="timeline-filters">
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        aria-label={t('people.filterEvents')}
        placeholder={t('people.filterEvents')}
        value={[...filter.names]}
        onChange={(names) => onChange({ ...filter, names })}
        showSearch={{ optionFilterProp: 'label' }}
        options={activity.map((each) => ({
          value: each.name,
          label: `${eventWord(each, language)} (${format.number(each.events)})`,
        }))}
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        aria-label={t('people.filterSources')}
        placeholder={t('people.filterSources')}
        value={[...filter.sources]}
        onChange={(chosen) => onChange({ ...filter, sources: chosen })}
        options={sources.map((source) => ({ value: source, label: source }))}
      />
      <Input
        type="date"
        aria-label={t('people.filterFrom')}
        title={t('people.filterFrom')}
        onChange={({ target }) => onChange({ ...filter, from: startOf(target.value) })}
      />
      <Input
        type="date"
        aria-label={t('people.filterUntil')}
        title={t('people.filterUntil')}
        onChange={({ target }) => onChange({ ...filter, until: startOf(target.value, 1) })}
      />
    </div>
  );
};
