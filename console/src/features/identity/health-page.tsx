import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { IdentityHealth } from '../../../../src/identify/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import '../people/people.css';
import { PeopleTabs } from '../people/people-tabs.tsx';
import './identity.css';
import { identityHealthQuery } from './identity-queries.ts';
import { reasonWords, ruleWords, shortName } from './identity-words.ts';

/** Is the map of people sound? */
export const IdentityHealthPage = () => {
  const { t } = useLanguage();
  const query = useQuery(identityHealthQuery);
  return (
    <Page title={t('nav.people')} lead={t('identity.lead')}>
      <PeopleTabs />
      <QueryView query={query} lines={14}>
        {(health) => (
          <div className="stack">
            <Figures health={health} />
            <div className="identity-two">
              <Sizes sizes={health.sizes} />
              <Days days={health.days} />
            </div>
            <Refused health={health} />
            <div className="identity-two">
              <Hubs hubs={health.hubs} />
              <Largest health={health} />
            </div>
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Figures = ({ health }: { readonly health: IdentityHealth }) => {
  const { t, format } = useLanguage();
  const refused = health.refusals.reduce((sum, { links }) => sum + links, 0);
  return (
    <Panel>
      <Facts
        facts={[
          { label: t('identity.people'), value: format.number(health.people) },
          { label: t('identity.identifiers'), value: format.number(health.identifiers) },
          {
            label: t('identity.perPerson'),
            value: format.number(health.people === 0 ? 0 : health.identifiers / health.people, 2),
          },
          { label: t('identity.refusedLinks'), value: format.number(refused) },
          { label: t('identity.standingCuts'), value: format.number(health.cuts) },
        ]}
      />
    </Panel>
  );
};

const Sizes = ({ sizes }: Pick<IdentityHealth, 'sizes'>) => {
  const { t, format } = useLanguage();
  const labels = sizes.map(({ from, to }) =>
    to === null ? t('identity.sizeOpen', { from }) : from === to ? String(from) : `${from}–${to}`,
  );
  return (
    <Panel title={t('identity.sizes')}>
      <Chart
        label={t('identity.sizes')}
        heightPx={220}
        option={{
          grid: { left: 4, right: 8, top: 10, bottom: 2, containLabel: true },
          tooltip: { trigger: 'axis' },
          xAxis: { type: 'category', data: labels },
          yAxis: { type: 'value' },
          series: [
            { type: 'bar', name: t('identity.people'), data: sizes.map(({ people }) => people), barMaxWidth: 36 },
          ],
        }}
        table={{
          columns: [t('identity.sizes'), t('identity.people')],
          rows: sizes.map(({ people }, i) => [labels[i] ?? '', format.number(people)]),
        }}
      />
    </Panel>
  );
};

const Days = ({ days }: Pick<IdentityHealth, 'days'>) => {
  const { t, format } = useLanguage();
  const series = (name: string, values: readonly number[]) => ({
    type: 'bar',
    name,
    stack: 'changes',
    data: values,
    barMaxWidth: 28,
  });
  return (
    <Panel title={t('identity.days')}>
      <Chart
        label={t('identity.days')}
        heightPx={220}
        option={{
          grid: { left: 4, right: 8, top: 10, bottom: 2, containLabel: true },
          tooltip: { trigger: 'axis' },
          xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)) },
          yAxis: { type: 'value' },
          series: [
            series(
              t('identity.mergedWord'),
              days.map(({ merged }) => merged),
            ),
            series(
              t('identity.splitWord'),
              days.map(({ split }) => split),
            ),
          ],
        }}
        table={{
          columns: ['', t('identity.mergedWord'), t('identity.splitWord')],
          rows: days.map(({ day, merged, split }) => [day, format.number(merged), format.number(split)]),
        }}
      />
    </Panel>
  );
};

type RefusedRow = IdentityHealth['refused'][number];

const Refused = ({ health }: { readonly health: IdentityHealth }) => {
  const { t, format } = useLanguage();
  const columns: readonly Column<RefusedRow>[] = [
    {
      key: 'link',
      title: t('identity.link'),
      onPhone: 'head',
      cell: ({ a, b }) => (
        <span>
          <Link to={`/people/${a.profileId}?tab=identity`}>{shortName(a, t)}</Link> ↔{' '}
          <Link to={`/people/${b.profileId}?tab=identity`}>{shortName(b, t)}</Link>
        </span>
      ),
    },
    { key: 'reason', title: t('identity.state'), cell: ({ reason }) => reasonWords(reason, t) },
    { key: 'why', title: t('identity.why'), cell: ({ rule }) => ruleWords({ rule }, t), onPhone: 'hidden' },
    { key: 'when', title: t('identity.when'), align: 'end', cell: ({ at }) => format.dateTime(at) },
  ];
  return (
    <Panel
      flush
      title={t('identity.refused')}
      note={
        <>
          {health.refusals.map(({ reason, links }) => `${reasonWords(reason, t)}: ${format.number(links)}`).join(' · ')}{' '}
          {t('identity.refusedNote')}
        </>
      }
      extra={<Link to="/documents/IdentifierType">{t('identity.toTypes')}</Link>}
    >
      {health.refused.length === 0 ? (
        <EmptyNotice title={t('identity.allWell')} hint={t('identity.allWellHint')} />
      ) : (
        <RowTable
          label={t('identity.refused')}
          columns={columns}
          rows={health.refused}
          rowKey={({ a, b, rule }) => `${a.key} ${b.key} ${rule}`}
        />
      )}
    </Panel>
  );
};

const Hubs = ({ hubs }: Pick<IdentityHealth, 'hubs'>) => {
  const { t } = useLanguage();
  return (
    <Panel title={t('identity.hubs')} note={t('identity.hubsNote')}>
      <ul className="person-list">
        {hubs.map(({ identifier, seenWith }) => (
          <li key={identifier.key}>
            <Link to={`/people/${identifier.profileId}?tab=identity`}>{shortName(identifier, t)}</Link>
            <span className="small quiet">{t('identity.seenWith', { n: seenWith })}</span>
          </li>
        ))}
        {hubs.length === 0 && <li className="quiet">–</li>}
      </ul>
    </Panel>
  );
};

const Largest = ({ health }: { readonly health: IdentityHealth }) => {
  const { t, format } = useLanguage();
  return (
    <div className="stack">
      <Panel title={t('identity.largest')}>
        <ul className="person-list">
          {health.largest.slice(0, 10).map(({ profileId, identifiers }) => (
            <li key={profileId}>
              <Link to={`/people/${profileId}?tab=identity`}>
                <code>{profileId}</code>
              </Link>
              <span className="small quiet">{format.number(identifiers)}</span>
            </li>
          ))}
        </ul>
      </Panel>
      {health.storms.length > 0 && (
        <Panel title={t('identity.storms')}>
          <ul className="person-list">
            {health.storms.map(({ profileId, at, merges }) => (
              <li key={`${profileId} ${at}`}>
                <Link to={`/people/${profileId}?tab=identity`}>
                  <code>{profileId}</code>
                </Link>
                <span className="small quiet">{t('identity.stormLine', { n: merges, when: format.dateTime(at) })}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
};
