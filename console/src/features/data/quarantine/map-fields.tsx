import { Input } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../../../i18n/language.tsx';

type Values = Readonly<Record<string, string | number | boolean>>;

/** Old value = new value, one a line. */
export const MapFields = ({
  values,
  onChange,
}: {
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}) => {
  const { t } = useLanguage();
  const [text, setText] = useState(
    Object.entries(values)
      .map(([from, to]) => `${from} = ${to}`)
      .join('\n'),
  );
  return (
    <Input.TextArea
      size="small"
      className="mend-map"
      autoSize={{ minRows: 2, maxRows: 8 }}
      aria-label={t('quarantine.step.map')}
      placeholder={'小程序 = miniapp\nAPP = app'}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        onChange(mapIn(target.value));
      }}
    />
  );
};

const mapIn = (text: string): Values =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      const from = line.slice(0, at).trim();
      return at < 0 || from === '' ? [] : [[from, line.slice(at + 1).trim()]];
    }),
  );
