import { DeleteOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Select } from 'antd';
import type { MendStep } from '../../../../../src/collect/quarantine/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { emptyStep, stepTypes } from './empty-step.ts';
import { MapFields } from './map-fields.tsx';

type StepFieldsProps = {
  readonly step: MendStep;
  readonly places: readonly string[];
  readonly onChange: (step: MendStep) => void;
  readonly onRemove: () => void;
};

const castTypes = ['number', 'integer', 'string', 'boolean', 'list'] as const;
const timeFormats = [
  { value: 'ymd', label: '2026/3/5 14:05' },
  { value: 'dmy', label: '5.3.2026 14:05' },
  { value: 'mdy', label: '3/5/2026 14:05' },
  { value: 'iso', label: '2026-03-05T14:05:00' },
  { value: 'epoch_s', label: '1772690700' },
  { value: 'epoch_ms', label: '1772690700000' },
] as const;

/** One step of a mend, in a line. */
export const StepFields = ({ step, places, onChange, onRemove }: StepFieldsProps) => {
  const { t } = useLanguage();
  const place = (label: string, value: string, set: (value: string) => void) => (
    <AutoComplete
      size="small"
      className="mend-place"
      aria-label={label}
      placeholder="properties.amount"
      value={value}
      options={places.map((each) => ({ value: each }))}
      showSearch={{ filterOption: (input, option) => String(option?.value).includes(input) }}
      onChange={set}
    />
  );
  const fields = (() => {
    switch (step.type) {
      case 'rename':
        return (
          <>
            {place(t('quarantine.path'), step.from, (from) => onChange({ ...step, from }))}
            <span aria-hidden="true">→</span>
            {place(t('quarantine.to'), step.to, (to) => onChange({ ...step, to }))}
          </>
        );
      case 'rename_event':
        return (
          <Input
            size="small"
            className="mend-place"
            aria-label={t('quarantine.to')}
            placeholder="order_paid"
            value={step.to}
            onChange={({ target }) => onChange({ ...step, to: target.value })}
          />
        );
      case 'cast':
        return (
          <>
            {place(t('quarantine.path'), step.path, (path) => onChange({ ...step, path }))}
            <Select
              size="small"
              aria-label={t('quarantine.to')}
              value={step.to}
              onChange={(to) => onChange({ ...step, to })}
              options={castTypes.map((value) => ({ value, label: t(`plan.type.${value}`) }))}
            />
          </>
        );
      case 'set':
        return (
          <>
            {place(t('quarantine.path'), step.path, (path) => onChange({ ...step, path }))}
            <Input
              size="small"
              className="mend-value"
              aria-label={t('quarantine.value')}
              placeholder={t('quarantine.value')}
              value={String(step.value)}
              onChange={({ target }) => onChange({ ...step, value: typed(target.value) })}
            />
            <Select
              size="small"
              aria-label={t('quarantine.state')}
              value={step.when}
              onChange={(when) => onChange({ ...step, when })}
              options={[
                { value: 'missing', label: t('quarantine.whenMissing') },
                { value: 'always', label: t('quarantine.whenAlways') },
              ]}
            />
          </>
        );
      case 'map':
        return (
          <>
            {place(t('quarantine.path'), step.path, (path) => onChange({ ...step, path }))}
            <MapFields values={step.values} onChange={(values) => onChange({ ...step, values })} />
          </>
        );
      case 'remove':
        return place(t('quarantine.path'), step.path, (path) => onChange({ ...step, path }));
      case 'time':
        return (
          <>
            {place(t('quarantine.path'), step.path, (path) => onChange({ ...step, path }))}
            <Select
              size="small"
              aria-label={t('quarantine.format')}
              value={step.format}
              onChange={(format) => onChange({ ...step, format })}
              options={[...timeFormats]}
            />
            <Input
              size="small"
              className="mend-offset"
              aria-label="UTC"
              value={step.offset}
              onChange={({ target }) => onChange({ ...step, offset: target.value })}
            />
          </>
        );
    }
  })();
  return (
    <div className="mend-step">
      <Select
        size="small"
        className="mend-type"
        aria-label={t('quarantine.mend')}
        value={step.type}
        onChange={(type) => onChange(emptyStep(type, 'path' in step ? step.path : (places[0] ?? '')))}
        options={stepTypes.map((value) => ({ value, label: t(`quarantine.step.${value}`) }))}
      />
      {fields}
      <Button
        size="small"
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t('quarantine.removeStep')}
        onClick={onRemove}
      />
    </div>
  );
};

/** What a person types into one field: a number, yes or no, else a text. */
const typed = (text: string): string | number | boolean => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
};
