import { Link } from 'react-router';
import type { Decision } from '../../../../src/loop/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { GroupMark } from '../../parts/group-mark.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { DecisionReasons } from './decision-reasons.tsx';
import './programs.css';

type DecisionsTableProps = {
  readonly decisions: readonly Decision[];
  readonly currency: string;
  readonly titles: ReadonlyMap<string, string>;
  readonly showRound?: boolean;
};

/** Decisions as rows; a row opens to why this one, and why not the others. */
export const DecisionsTable = ({ decisions, currency, titles, showRound = false }: DecisionsTableProps) => {
  const { t, format } = useLanguage();
  const money = (minor: number) => format.money(minor, currency, { exact: true });
  const titleOf = (name: string) => titles.get(name) ?? name;
  const first: Column<Decision> = showRound
    ? {
        key: 'round',
        title: t('program.round'),
        onPhone: 'head',
        cell: ({ program, round, at }) => (
          <Link to={`/programs/${program}/rounds/${round}`} onClick={(event) => event.stopPropagation()}>
            {titleOf(program)} · {t('home.earned.roundN', { n: round })}{' '}
            <span className="quiet small">{format.date(at)}</span>
          </Link>
        ),
      }
    : {
        key: 'person',
        title: t('decisions.person'),
        onPhone: 'head',
        cell: ({ person, profileId }) => (
          <Link to={`/people/${profileId}`} className="mono small" onClick={(event) => event.stopPropagation()}>
            {person}
          </Link>
        ),
      };
  const columns: readonly Column<Decision>[] = [
    first,
    { key: 'group', title: t('results.group'), cell: ({ group }) => <GroupMark group={group} /> },
    {
      key: 'offer',
      title: t('plan.offer'),
      cell: ({ offer }) => (offer === null ? <span className="quiet">{t('decisions.nothing')}</span> : titleOf(offer)),
    },
    {
      key: 'channel',
      title: t('plan.channel'),
      cell: ({ channel }) => (channel === null ? <span className="quiet">{noFigure}</span> : titleOf(channel)),
    },
    {
      key: 'score',
      title: t('decisions.score'),
      align: 'end',
      cell: ({ score }) => (score === null ? <span className="quiet">{noFigure}</span> : format.share(score)),
    },
    {
      key: 'value',
      title: t('decisions.value'),
      align: 'end',
      cell: ({ valueMinor, offer }) => (offer === null ? <span className="quiet">{noFigure}</span> : money(valueMinor)),
    },
    {
      key: 'cost',
      title: t('decisions.cost'),
      align: 'end',
      cell: ({ costMinor, offer }) => (offer === null ? <span className="quiet">{noFigure}</span> : money(costMinor)),
    },
  ];
  return (
    <RowTable
      label={t('decisions.title')}
      columns={columns}
      rows={decisions}
      rowKey={({ decisionId }) => decisionId}
      expanded={(row) => <DecisionReasons decision={row} money={money} titleOf={titleOf} />}
    />
  );
};
