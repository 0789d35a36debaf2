import { useState } from 'react';
import { Link } from 'react-router';
import type { LoggedEvent } from '../../../../src/collect/schemas.ts';
import { minorPerMajor } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { eventWord } from '../data/event-word.ts';
import './event-line.css';
import { plainValue } from './plain-value.ts';

const shownProperties = 4;

/** Calls of the collection API that tell what a customer did; every other `$` event is a deed of Gyre. */
const customers: ReadonlySet<string> = new Set(['$identify', '$page', '$screen', '$group', '$alias']);
const isOurs = (name: string): boolean => name.startsWith('$') && !customers.has(name);
/** In the line, not in what opens below it: no nested values, no keys of our own records, no minor units. */
const tellsSomething = (name: string, value: unknown): boolean =>
  value !== null &&
  typeof value !== 'object' &&
  !/^(decision_id|.*_minor)$/.test(name) &&
  !(typeof value === 'string' && value.startsWith('{'));
const isToday = (iso: string): boolean => new Date(iso).toDateString() === new Date().toDateString();

/** One event on a line: when, what, the telling properties; opens to all of it. Gyre's own deeds are marked. */
export const EventLine = ({
  event,
  withPerson = false,
}: {
  readonly event: LoggedEvent;
  readonly withPerson?: boolean;
}) => {
  const { t, format, language } = useLanguage();
  const [open, setOpen] = useState(false);
  const properties = Object.entries(event.properties).filter(([name, value]) => tellsSomething(name, value));
  const id = Object.entries(event.ids)[0];
  return (
    <li className={isOurs(event.name) ? 'event event-own' : 'event'}>
      <time dateTime={event.at} title={format.dateTime(event.at)}>
        {withPerson && !isToday(event.at) ? format.dayTime(event.at) : format.time(event.at)}
      </time>
      <div>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <strong>{eventWord(event, language)}</strong>
          {event.value !== null && (
            <span className="event-value">
              {event.currency === ''
                ? format.number(event.value, 2)
                : format.money(event.value * minorPerMajor(event.currency), event.currency)}
            </span>
          )}
          <span className="event-properties">
            {properties.slice(0, shownProperties).map(([name, value]) => (
              <span key={name}>
                <span className="quiet">{name}</span> {plainValue(value, language)}
              </span>
            ))}
          </span>
        </button>
        {withPerson && (
          <Link className="event-person small" to={`/people/${event.profileId}`}>
            {id === undefined ? event.profileId : id[1]}
          </Link>
        )}
        {open && (
          <dl className="event-all">
            {[
              ['event', event.name],
              ['source', event.source],
              ['received', format.dateTime(event.receivedAt)],
              ...Object.entries(event.ids),
              ...Object.entries(event.properties),
            ].map(([name, value]) => (
              <div key={String(name)}>
                <dt>
                  {name === 'event'
                    ? t('data.event')
                    : name === 'source'
                      ? t('data.source')
                      : name === 'received'
                        ? t('data.received')
                        : String(name)}
                </dt>
                <dd>{plainValue(value, language)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <span className="quiet small event-source">{event.source}</span>
    </li>
  );
};
