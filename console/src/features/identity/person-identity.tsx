import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { DecideIdentity, IdentityAnswer, KnownIdentifier } from '../../../../src/identify/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { DecideDialog } from './decide-dialog.tsx';
import { IdentityGraph } from './identity-graph.tsx';
import './identity.css';
import { identityQuery } from './identity-queries.ts';
import { ruleWords, shortName } from './identity-words.ts';
import { LinksTable } from './links-table.tsx';

type Decide = (decision: DecideIdentity) => void;

/** Why a person is one person: graph, links, decisions, history; each can be undone. */
export const PersonIdentity = ({ profileId }: { readonly profileId: string }) => {
  const query = useQuery(identityQuery(profileId));
  const [decision, decide] = useState<DecideIdentity>();
  return (
    <QueryView query={query} lines={12}>
      {(answer) => {
        const identifiers = new Map(answer.identifiers.map((each) => [each.key, each]));
        return (
          <div className="stack">
            <Overview answer={answer} decide={decide} identifiers={identifiers} />
            <Past answer={answer} identifiers={identifiers} />
            <Cuts answer={answer} decide={decide} identifiers={identifiers} />
            <Changes answer={answer} identifiers={identifiers} />
            {decision !== undefined && (
              <DecideDialog decision={decision} identifiers={identifiers} close={() => decide(undefined)} />
            )}
          </div>
        );
      }}
    </QueryView>
  );
};

type PartProps = {
  readonly answer: IdentityAnswer;
  readonly identifiers: ReadonlyMap<string, KnownIdentifier>;
};

const Overview = ({ answer, identifiers, decide }: PartProps & { readonly decide: Decide }) => {
  const { t } = useLanguage();
  if (answer.links.length === 0) {
    return (
      <Panel>
        <EmptyNotice title={t('identity.noLinks')} hint={t('identity.noLinksHint')} />
      </Panel>
    );
  }
  const own = answer.identifiers.filter((each) => each.profileId === answer.profileId);
  return (
    <>
      <Panel title={t('identity.graph')}>
        <IdentityGraph answer={answer} />
        {own.length > 1 && (
          <ul className="person-list">
            {own.map((identifier) => (
              <li key={identifier.key}>
                <span>{shortName(identifier, t)}</span>
                <Button
                  type="link"
                  size="small"
                  aria-label={t('identity.takeOutLabel', { id: shortName(identifier, t) })}
                  onClick={() => decide({ type: 'cut', a: identifier.key, why: '' })}
                >
                  {t('identity.takeOut')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel flush title={t('identity.links')} note={t('identity.linksNote')}>
        <LinksTable answer={answer} identifiers={identifiers} decide={decide} />
        {answer.more > 0 && <p className="small quiet">{t('identity.more', { n: answer.more })}</p>}
      </Panel>
    </>
  );
};

const Past = ({ answer, identifiers }: PartProps) => {
  const { t, format } = useLanguage();
  if (answer.past.length === 0) return null;
  return (
    <Panel title={t('identity.past')} note={t('identity.pastNote')}>
      <ul className="person-list">
        {answer.past.map(({ key, to, profileId }) => {
          const identifier = identifiers.get(key);
          const holder = identifiers.get(profileId);
          return (
            <li key={`${key} ${to}`}>
              {t('identity.pastLine', {
                id: identifier === undefined ? key : shortName(identifier, t),
                who: holder === undefined ? profileId : shortName(holder, t),
                when: format.dateTime(to),
              })}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
};

const Cuts = ({ answer, identifiers, decide }: PartProps & { readonly decide: Decide }) => {
  const { t, format } = useLanguage();
  if (answer.cuts.length === 0) return null;
  const nameOf = (key: string): string => {
    const identifier = identifiers.get(key);
    return identifier === undefined ? `…${key.slice(-6)}` : shortName(identifier, t);
  };
  return (
    <Panel title={t('identity.cuts')}>
      <ul className="person-list">
        {answer.cuts.map(({ id, a, b, why, madeAt, madeBy, endedAt, endedBy }) => (
          <li key={id}>
            <span className={endedAt === null ? undefined : 'quiet'}>
              {b === null
                ? t('identity.outLine', { a: nameOf(a) })
                : t('identity.cutLine', { a: nameOf(a), b: nameOf(b) })}
              {why !== '' && `: ${why}`}
            </span>
            {endedAt === null ? (
              <Button type="link" size="small" onClick={() => decide({ type: 'end_cut', id })}>
                {t('identity.endCut')}
              </Button>
            ) : (
              <span className="small quiet">
                {t('identity.cutEnded', { who: endedBy ?? '', when: format.dateTime(endedAt) })}
              </span>
            )}
            <span className="person-line small quiet">
              {t('identity.cutBy', { who: madeBy, when: format.dateTime(madeAt) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
};

const Changes = ({ answer, identifiers }: PartProps) => {
  const { t, format } = useLanguage();
  if (answer.changes.length === 0) return null;
  const nameOf = (key: string): string => {
    const identifier = identifiers.get(key);
    return identifier === undefined ? `…${key.slice(-6)}` : shortName(identifier, t);
  };
  return (
    <Panel title={t('identity.history')}>
      <ul className="person-list">
        {answer.changes.map(({ kind, from, into, at, rule, eventId }) => (
          <li key={`${kind} ${from} ${into} ${at}`}>
            <span>
              {t(`identity.${kind}`, { from: nameOf(from), into: nameOf(into) })} ·{' '}
              <span className="quiet">{ruleWords({ rule }, t)}</span>
            </span>
            <span className="small quiet" title={t('identity.event', { id: eventId })}>
              {format.dateTime(at)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
