import type { Why } from '../../../../src/profile/live/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';

/** The parts of a condition with what they come to for one person. */
export const WhyTree = ({ why }: { readonly why: Why }) => (
  <ul className="why">
    <WhyPart why={why} />
  </ul>
);

const WhyPart = ({ why }: { readonly why: Why }) => {
  const { t, format } = useLanguage();
  const value = (each: string | number | null): string => {
    if (each === null) return t('audience.nothing');
    return typeof each === 'number' ? format.number(each, 2) : `“${each}”`;
  };
  return (
    <li className={why.holds ? 'why-holds' : 'why-fails'}>
      <span className="why-mark" role="img" aria-label={why.holds ? t('audience.holds') : t('audience.fails')}>
        {why.holds ? '✓' : '✗'}
      </span>
      {why.join === null ? <code>{why.text}</code> : <span className="quiet">{t(`audience.join.${why.join}`)}</span>}
      {why.values.map((each) => (
        <span key={each.text} className="why-value">
          {value(each.value)}
        </span>
      ))}
      {why.parts.length > 0 && (
        <ul className="why">
          {why.parts.map((part) => (
            <WhyPart key={part.text} why={part} />
          ))}
        </ul>
      )}
    </li>
  );
};
