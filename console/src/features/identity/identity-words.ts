import type { IdentityLink, KnownIdentifier } from '../../../../src/identify/schemas.ts';
import type { WordKey } from '../../i18n/dictionary.ts';
import type { Facts } from '../../i18n/fill.ts';
import { identifierWord } from '../people/identifier-word.ts';

export type Say = (key: WordKey, facts?: Facts) => string;

const lettersShown = 18;

/** `Phone 6555fa33…`, `User id u-1`; a key that only an alias named keeps its number. */
export const shortName = ({ type, value, sensitive, key }: KnownIdentifier, t: Say): string => {
  if (type === '') return `…${key.slice(-6)}`;
  const shown = sensitive ? `${value.slice(0, 8)}…` : value.length > lettersShown ? `${value.slice(0, 12)}…` : value;
  return `${identifierWord(type, t)} ${shown}`;
};

/** The fact behind a link, in words. */
export const ruleWords = (
  { rule, source }: Pick<IdentityLink, 'rule'> & { readonly source?: string },
  t: Say,
): string => {
  const [kind = '', about = ''] = rule.split(/:(.*)/s);
  switch (kind) {
    case 'event':
      return source === undefined || source === '' ? t('identity.rule.together') : t('identity.rule.event', { source });
    case 'alias':
      return t('identity.rule.alias');
    case 'hand':
      return t('identity.rule.hand', { who: about });
    case 'matched':
      return t('identity.rule.matched', { rule: about });
    case 'refused':
      return reasonWords(about, t);
    case 'handed_over':
      return t('identity.verdict.handed_over');
    case 'rebuild':
      return t('identity.reason.rebuild');
    default:
      return t('identity.rule.none');
  }
};

/** Why a link was refused, in words. */
export const reasonWords = (reason: string, t: Say): string => {
  const [kind = '', about = ''] = reason.split(/:(.*)/s);
  switch (kind) {
    case 'limit':
      return t('identity.reason.limit', { type: identifierWord(about, t) });
    case 'shared_in_fact':
    case 'shared_type':
    case 'size':
    case 'cut':
      return t(`identity.reason.${kind}`);
    default:
      return reason;
  }
};
