import { Button, Input, Select } from 'antd';
import { useLanguage } from '../../i18n/language.tsx';
import type { PropertyTest, Where } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { NameChoice } from './name-choice.tsx';
import { TestFields } from './test-fields.tsx';
import type { PropertyChoice } from './words.ts';

/** Which of an event's occurrences count, by their properties. */
export const WhereFields = ({
  where,
  properties,
  onChange,
}: {
  readonly where: Where;
  readonly properties: readonly PropertyChoice[];
  readonly onChange: (where: Where) => void;
}) => {
  const { t } = useLanguage();
  const { newId } = useBuilder();
  if (where.type === 'text')
    return (
      <div className="condition-where">
        <span className="quiet">{t('conditions.where')}</span>
        <Input.TextArea
          className="condition-code"
          aria-label={t('conditions.whereText')}
          autoSize
          spellCheck={false}
          value={where.text}
          onChange={(event) => onChange({ type: 'text', text: event.target.value })}
        />
      </div>
    );
  const { tests, join } = where;
  const put = (next: readonly PropertyTest[]): void => onChange({ ...where, tests: next });
  const add = (
    <Button
      type="link"
      size="small"
      className="condition-add-where"
      onClick={() => put([...tests, { id: newId(), property: '', test: { operator: '=', values: [] } }])}
    >
      + {t(tests.length === 0 ? 'conditions.addWhere' : 'conditions.addTest')}
    </Button>
  );
  if (tests.length === 0) return add;
  return (
    <div className="condition-where" role="group" aria-label={t('conditions.where')}>
      {tests.map((each, index) => (
        <div key={each.id} className="condition-line">
          {index === 0 ? (
            <span className="quiet">{t('conditions.where')}</span>
          ) : (
            <Select<'all' | 'any'>
              className="condition-choice"
              aria-label={t('conditions.joined')}
              value={join}
              popupMatchSelectWidth={false}
              options={[
                { value: 'all', label: t('conditions.and') },
                { value: 'any', label: t('conditions.or') },
              ]}
              onChange={(next) => onChange({ ...where, join: next })}
            />
          )}
          <PropertyFields
            test={each}
            properties={properties}
            onChange={(next) => put(tests.map((one) => (one.id === each.id ? next : one)))}
          />
          <Button
            type="text"
            size="small"
            aria-label={t('conditions.removeTest')}
            onClick={() => put(tests.filter(({ id }) => id !== each.id))}
          >
            ×
          </Button>
        </div>
      ))}
      {add}
    </div>
  );
};

const PropertyFields = ({
  test: each,
  properties,
  onChange,
}: {
  readonly test: PropertyTest;
  readonly properties: readonly PropertyChoice[];
  readonly onChange: (test: PropertyTest) => void;
}) => {
  const { t } = useLanguage();
  const known = properties.find(({ value }) => value === each.property);
  return (
    <>
      <NameChoice
        free
        focused={each.property === ''}
        label={t('conditions.property')}
        value={each.property}
        choices={properties}
        onChange={(property) =>
          onChange({ ...each, property, test: firstTest(properties.find(({ value }) => value === property)) })
        }
      />
      <TestFields
        test={each.test}
        kind={known?.kind ?? 'any'}
        choices={known?.values ?? []}
        onChange={(test) => onChange({ ...each, test })}
      />
    </>
  );
};

/** How a property is usually compared. */
const firstTest = (property: PropertyChoice | undefined): PropertyTest['test'] => {
  if (property?.kind === 'flag') return { operator: '=', values: [true] };
  return { operator: property?.kind === 'number' ? '>=' : '=', values: [] };
};
