import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ProgramsAnswer } from '../../../../src/loop/schemas.ts';
import { programsQuery } from '../../api/queries.ts';
import { IntervalBar } from '../../charts/interval-bar.tsx';
import { intervalScale } from '../../charts/interval-scale.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Estimate } from '../../parts/estimate.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { noFigure } from '../../i18n/format.ts';

type Row = ProgramsAnswer['programs'][number];

/** All programs, with what each earned. */
export const ProgramsPage = () => {
  const { t } = useLanguage();
  const programs = useQuery(programsQuery);
  const create = <LinkButton to="/documents/Program">{t('programs.new')}</LinkButton>;
  return (
    <Page title={t('programs.title')} lead={t('programs.lead')} actions={create}>
      <QueryView query={programs}>
        {(data) =>
          data.programs.length === 0 ? (
            <EmptyNotice title={t('programs.empty')} hint={t('programs.emptyHint')}>
              {create}
            </EmptyNotice>
          ) : (
            <Panel flush>
              <ProgramsTable programs={data.programs} />
            </Panel>
          )
        }
      </QueryView>
    </Page>
  );
};

const ProgramsTable = ({ programs }: { readonly programs: readonly Row[] }) => {
  const { t, say, format } = useLanguage();
  const scale = intervalScale(programs.flatMap(({ earnedMinor }) => earnedMinor ?? []));
  const columns: readonly Column<Row>[] = [
    {
      key: 'program',
      title: t('programs.program'),
      onPhone: 'head',
      cell: ({ name, title }) => (
        <Link to={`/programs/${name}`} className="programs-name">
          {say(title)}
        </Link>
      ),
    },
    { key: 'state', title: t('programs.state'), cell: ({ state }) => <StateMark state={state} /> },
    { key: 'rounds', title: t('programs.rounds'), align: 'end', cell: ({ rounds }) => format.number(rounds.length) },
    {
      key: 'last',
      title: t('programs.lastRound'),
      cell: ({ rounds }) => {
        const last = rounds.toSorted((a, b) => b.round - a.round)[0];
        return last === undefined ? <span className="quiet">{noFigure}</span> : <StateMark state={last.state} />;
      },
    },
    {
      key: 'bar',
      title: '',
      width: '26%',
      onPhone: 'hidden',
      cell: ({ earnedMinor }) => <IntervalBar interval={earnedMinor} scale={scale} />,
    },
    {
      key: 'earned',
      title: t('programs.earned'),
      align: 'end',
      cell: ({ earnedMinor, currency }) => <Estimate interval={earnedMinor} currency={currency} />,
    },
  ];
  return <RowTable label={t('programs.title')} columns={columns} rows={programs} rowKey={({ name }) => name} />;
};
