import { Select } from 'antd';
import { useState } from 'react';
import type { Words } from '../../../../src/platform/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { useBuilder } from './builder-context.ts';
import type { Choice } from './words.ts';

type Option = { readonly value: string; readonly label: string; readonly search: string };

/** One name out of many, found by typing its title in either language or the name itself. */
export const NameChoice = (props: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  /** A name that is not among them may be typed: it may yet arrive. */
  readonly free?: boolean;
  readonly focused?: boolean;
}) => {
  const { label, value, choices, onChange, free = false, focused = false } = props;
  const { say } = useLanguage();
  const { choices: all } = useBuilder();
  const [typed, setTyped] = useState('');
  const own = free && all.ready ? typed.trim() : '';
  const names = new Set(choices.map((each) => each.value));
  const others = [value, own].filter((each) => each !== '' && !names.has(each));
  const options: readonly Option[] = [
    ...choices.map(({ value: name, title }) => ({
      value: name,
      label: titled(name, title, say),
      search: searched(name, title),
    })),
    ...[...new Set(others)].map((name) => ({ value: name, label: name, search: name })),
  ];
  return (
    <Select<string, Option>
      className="condition-choice"
      aria-label={label}
      placeholder={label}
      value={value === '' ? undefined : value}
      options={[...options]}
      autoFocus={focused}
      loading={!all.ready}
      status={value === '' ? 'warning' : undefined}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'search', onSearch: setTyped }}
      optionRender={({ data }) => <NamedOption option={data} />}
      onChange={onChange}
    />
  );
};

const NamedOption = ({ option: { value, label } }: { readonly option: Option }) => (
  <span className="condition-option">
    {label}
    {label !== value && <code className="quiet small">{value}</code>}
  </span>
);

const titled = (name: string, title: Words | null, say: (words: Words) => string): string =>
  title === null ? name : say(title);
const searched = (name: string, title: Words | null): string =>
  title === null ? name : `${title.zh} ${title.en} ${name}`;
