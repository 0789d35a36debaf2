import { Link } from 'react-router';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PersonTags } from '../tags/person-tags.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { IdentifierChip } from './identifier-chip.tsx';
import { mergeWords } from './merge-words.ts';
import { tellingFirst } from './person-name.ts';
import { plainValue } from './plain-value.ts';

/** Ids, traits, coupons and how the ids came together. */
export const PersonAside = ({ person }: { readonly person: PersonAnswer }) => {
  const { t, say, format, language } = useLanguage();
  const traits = Object.entries(person.traits);
  return (
    <aside className="stack" aria-label={t('people.about')}>
      <Panel title={t('people.ids')}>
        <ul className="person-list">
          {tellingFirst(person.ids).map((identifier) => (
            <li key={`${identifier.type}:${identifier.value}`}>
              <IdentifierChip identifier={identifier} />
              <span className="small quiet">{t('people.seenSince', { when: format.date(identifier.firstSeen) })}</span>
            </li>
          ))}
          <li>
            <span className="id-chip">
              <span className="quiet">OneID</span>
              <code>{person.profileId}</code>
            </span>
          </li>
        </ul>
      </Panel>
      <PersonTags profileId={person.profileId} />
      {person.audiences.length > 0 && (
        <Panel title={t('people.tab.audiences')}>
          <ul className="person-list">
            {person.audiences.map(({ name, title, since }) => (
              <li key={name}>
                <Link to={`/people/audiences/${name}`}>{say(title)}</Link>
                <span className="small quiet">{t('people.seenSince', { when: format.date(since) })}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {traits.length > 0 && (
        <Panel title={t('people.traits')}>
          <dl className="person-traits">
            {traits.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{plainValue(value, language)}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
      {person.coupons.length > 0 && (
        <Panel title={t('people.coupons')}>
          <ul className="person-list">
            {person.coupons.map((coupon) => (
              <li key={coupon.code}>
                <span className="person-line">
                  <span>{coupon.title === null ? coupon.coupon : say(coupon.title)}</span>{' '}
                  <StateMark state={coupon.state} />
                </span>
                <span className="small quiet">
                  <code>{coupon.code}</code> ·{' '}
                  <Link to={`/programs/${coupon.program}/rounds/${coupon.round}`}>
                    {t('home.earned.roundN', { n: coupon.round })}
                  </Link>{' '}
                  · {format.date(coupon.redeemedAt ?? coupon.issuedAt)}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {person.merges.length > 0 && (
        <Panel title={t('people.merges')}>
          <ul className="person-list">
            {person.merges.map((merge) => (
              <li key={`${merge.eventId} ${merge.from}`}>
                <span>{t('people.mergedBy', { link: mergeWords(merge.link, t) })}</span>
                <span className="small quiet">
                  <code>{merge.from}</code> · {format.dateTime(merge.at)}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </aside>
  );
};
