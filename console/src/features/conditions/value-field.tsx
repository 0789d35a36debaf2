import { Input, InputNumber, Select } from 'antd';
import { useLanguage } from '../../i18n/language.tsx';
import type { Operator, Test, Value } from './blocks.ts';
import type { Choice, ValueKind } from './words.ts';

const ordered: ReadonlySet<Operator> = new Set(['<', '<=', '>', '>=']);

/** What something is compared with: a number, a flag, or one or more texts, those seen most offered first. */
export const ValueField = (props: {
  readonly test: Test;
  readonly kind: ValueKind;
  readonly choices: readonly Choice[];
  /** Other values than those offered may be typed. */
  readonly free: boolean;
  readonly onChange: (values: readonly Value[]) => void;
}) => {
  const { test, kind, choices, free, onChange } = props;
  const { t, say } = useLanguage();
  const { operator, values } = test;
  const [value] = values;
  const label = t('conditions.value');
  if (operator === 'known' || operator === 'unknown') return null;
  const missing = value === undefined ? 'warning' : undefined;
  if (kind === 'flag' || typeof value === 'boolean')
    return (
      <Select
        className="condition-choice"
        aria-label={label}
        value={value === undefined ? undefined : String(value)}
        status={missing}
        popupMatchSelectWidth={false}
        options={[
          { value: 'true', label: t('conditions.yes') },
          { value: 'false', label: t('conditions.no') },
        ]}
        onChange={(chosen) => onChange([chosen === 'true'])}
      />
    );
  const numeric = kind === 'number' || (kind === 'any' && (ordered.has(operator) || typeof value === 'number'));
  if (numeric && values.length < 2)
    return (
      <InputNumber
        className="condition-number"
        aria-label={label}
        value={value === undefined ? null : Number(value)}
        status={missing}
        onChange={(number) => onChange(number === null ? [] : [number])}
      />
    );
  if (ordered.has(operator))
    return (
      <Input
        className="condition-text"
        aria-label={label}
        value={value === undefined ? '' : String(value)}
        status={missing}
        maxLength={1000}
        onChange={(event) => onChange(event.target.value === '' ? [] : [event.target.value])}
      />
    );
  return (
    <Select<string[]>
      className="condition-values"
      mode={free ? 'tags' : 'multiple'}
      aria-label={label}
      placeholder={label}
      value={values.map(String)}
      status={missing}
      tokenSeparators={[',', '，', '、']}
      maxTagTextLength={24}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      options={choices.map((choice) => ({
        value: choice.value,
        label: choice.title === null ? choice.value : say(choice.title),
      }))}
      onChange={(chosen) => onChange(numeric ? chosen.map(Number).filter(Number.isFinite) : chosen)}
    />
  );
};
