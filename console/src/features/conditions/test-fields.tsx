import { Select } from 'antd';
import { useLanguage } from '../../i18n/language.tsx';
import type { Operator, Test, Value } from './blocks.ts';
import { ValueField } from './value-field.tsx';
import type { Choice, ValueKind } from './words.ts';

const byKind: Readonly<Record<ValueKind, readonly Operator[]>> = {
  number: ['>=', '>', '<=', '<', '=', '!='],
  text: ['=', '!='],
  flag: ['='],
  any: ['=', '!=', '>=', '>', '<=', '<'],
};
const presence: readonly Operator[] = ['known', 'unknown'];

/** An operator, or the denial of it: `not` holds for those without a value, too. */
type Chosen = Operator | 'not =';

/** How something is compared, and with what. */
export const TestFields = (props: {
  readonly test: Test;
  readonly kind: ValueKind;
  readonly choices?: readonly Choice[];
  readonly free?: boolean;
  /** It may have no value at all. */
  readonly mayMiss?: boolean;
  /** Where "is not" is meant of everybody, it is the row that is negated. */
  readonly negated?: boolean;
  readonly onChange: (test: Test, negated: boolean) => void;
}) => {
  const { test, kind, choices = [], free = true, mayMiss = true, negated, onChange } = props;
  const { t } = useLanguage();
  const { operator, values } = test;
  const deniable = negated !== undefined;
  const chosen: Chosen = deniable && negated && operator === '=' ? 'not =' : operator;
  const offered: readonly Chosen[] = [
    ...byKind[kind],
    ...(deniable ? (['not ='] as const) : []),
    ...(mayMiss ? presence : []),
  ];
  const words = kind === 'number' ? 'number' : 'text';
  const choose = (next: Chosen): void => {
    const nextOperator = next === 'not =' ? '=' : next;
    const denied = next === 'not =' || (deniable && negated === true && operator !== '=');
    onChange({ operator: nextOperator, values: keptValues(nextOperator, values) }, denied);
  };
  return (
    <>
      <Select<Chosen>
        className="condition-choice"
        aria-label={t('conditions.operator')}
        value={chosen}
        popupMatchSelectWidth={false}
        options={[...new Set([...offered, chosen])].map((each) => ({
          value: each,
          label: t(`conditions.${words}.${each}`),
        }))}
        onChange={choose}
      />
      <ValueField
        test={test}
        kind={kind}
        choices={choices}
        free={free}
        onChange={(next) => onChange({ operator, values: next }, negated ?? false)}
      />
    </>
  );
};

/** What still fits when the operator changes: several values only where several may stand. */
const keptValues = (operator: Operator, values: readonly Value[]): readonly Value[] => {
  if (operator === 'known' || operator === 'unknown') return [];
  return operator === '=' || operator === '!=' ? values : values.slice(0, 1);
};
