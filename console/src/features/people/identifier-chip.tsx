import { LockOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { identifierWord } from './identifier-word.ts';

type Identifier = PersonAnswer['ids'][number];
const hashLettersShown = 8;

/** An identifier with its type; a sensitive one is only known by its fingerprint. */
export const IdentifierChip = ({ identifier }: { readonly identifier: Identifier }) => {
  const { t } = useLanguage();
  const { type, value, sensitive } = identifier;
  const chip = (
    <span className="id-chip">
      <span className="quiet">{identifierWord(type, t)}</span>
      <code>{sensitive ? `${value.slice(0, hashLettersShown)}…` : value}</code>
      {sensitive && <LockOutlined aria-label={t('people.sensitive')} />}
    </span>
  );
  return sensitive ? <Tooltip title={t('people.sensitive')}>{chip}</Tooltip> : chip;
};
