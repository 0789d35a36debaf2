import { Link } from 'react-router';
import type { TagRow } from '../../../../src/profile/tags/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import './tags.css';
import { ValueSplit } from './value-split.tsx';

const ready = [
  { name: 'life_cycle', to: '/people/life-cycle', key: 'lifeCycle' },
  { name: 'value_tier', to: '/people/value-tiers', key: 'valueTiers' },
] as const;

/** The two tags every brand asks for first, with pages of their own: how many are where, or how to have it. */
export const StageCards = ({ tags }: { readonly tags: readonly TagRow[] }) => {
  const { t } = useLanguage();
  return (
    <ul className="stage-cards">
      {ready.map(({ name, to, key }) => {
        const tag = tags.find((each) => each.name === name);
        return (
          <li key={name}>
            <h2>
              <Link to={to}>{t(`tags.${key}`)}</Link>
            </h2>
            <p className="small quiet">{t(`tags.${key}Hint`)}</p>
            {tag === undefined ? <Link to={to}>{t('tags.setUp')}</Link> : <ValueSplit tag={tag} />}
          </li>
        );
      })}
    </ul>
  );
};
