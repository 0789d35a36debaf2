import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import type { AggregateName } from '../../../../src/documents/expression/language.ts';
import { useLanguage } from '../../i18n/language.tsx';
import type { Did } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { eventFactsQuery } from './condition-queries.ts';
import { isAlwaysThere, isOfProperty, kindOfMeasure, measures, withMeasure } from './measures.ts';
import { NameChoice } from './name-choice.tsx';
import { Sentence } from './sentence.tsx';
import { TestFields } from './test-fields.tsx';
import { WhereFields } from './where-fields.tsx';
import { WindowFields } from './window-fields.tsx';
import { eventProperties, type PropertyChoice } from './words.ts';

/** The properties of an event, to choose from. */
export const useProperties = (event: string): readonly PropertyChoice[] => {
  const { choices } = useBuilder();
  const { data } = useQuery(eventFactsQuery(event));
  return eventProperties(data ?? undefined, choices.attributes);
};

/** "Did … at least 2 times in the last 90 days where …": what somebody did, or never did. */
export const DidFields = ({ row, onChange }: { readonly row: Did; readonly onChange: (row: Did) => void }) => {
  const { t } = useLanguage();
  const { choices } = useBuilder();
  const properties = useProperties(row.event);
  const { measure, event, property, test, window, where } = row;
  const kind = kindOfMeasure(measure, properties.find(({ value }) => value === property)?.kind ?? 'any');
  const words = test === null ? 'never' : isOfProperty(measure) ? 'didOf' : 'did';
  return (
    <>
      <div className="condition-line">
        <Sentence
          words={t(`conditions.sentence.${words}`)}
          fields={{
            event: (
              <NameChoice
                free
                focused={event === ''}
                label={t('conditions.event')}
                value={event}
                choices={choices.events}
                onChange={(next) => onChange({ ...row, event: next })}
              />
            ),
            measure: (
              <Select<AggregateName>
                className="condition-choice"
                aria-label={t('conditions.measure')}
                value={measure}
                popupMatchSelectWidth={false}
                options={measures.map((each) => ({ value: each, label: t(`conditions.measure.${each}`) }))}
                onChange={(next) => onChange(withMeasure(row, next))}
              />
            ),
            property: (
              <NameChoice
                free
                label={t('conditions.property')}
                value={property}
                choices={
                  kind === 'number' && measure !== 'distinct' && measure !== 'diversity'
                    ? numbersFirst(properties)
                    : properties
                }
                onChange={(next) => onChange({ ...row, property: next })}
              />
            ),
            test: test !== null && (
              <TestFields
                test={test}
                kind={kind}
                choices={properties.find(({ value }) => value === property)?.values ?? []}
                mayMiss={!isAlwaysThere(measure)}
                onChange={(next) => onChange({ ...row, test: next })}
              />
            ),
            window: <WindowFields window={window} onChange={(next) => onChange({ ...row, window: next })} />,
          }}
        />
      </div>
      <WhereFields where={where} properties={properties} onChange={(next) => onChange({ ...row, where: next })} />
    </>
  );
};

const numbersFirst = (properties: readonly PropertyChoice[]): readonly PropertyChoice[] =>
  properties.toSorted((a, b) => Number(b.kind === 'number') - Number(a.kind === 'number'));
