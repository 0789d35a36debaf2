import { Link } from 'react-router';
import type { ProgramAnswer, RoundSummary } from '../../../../src/loop/schemas.ts';
import { IntervalAxis, IntervalBar } from '../../charts/interval-bar.tsx';
import { intervalScale } from '../../charts/interval-scale.ts';
import { minorPerMajor } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Estimate } from '../../parts/estimate.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { StateMark } from '../../parts/state-mark.tsx';

/** A program's rounds, the latest first. */
export const RoundsPanel = ({ program }: { readonly program: ProgramAnswer }) => {
  const { t, say, format } = useLanguage();
  const { currency } = program;
  const notes = program.rounds.at(-1)?.notes ?? [];
  const scale = intervalScale(program.rounds.flatMap(({ earnedMinor }) => earnedMinor ?? []));
  const columns: readonly Column<RoundSummary>[] = [
    {
      key: 'round',
      title: t('program.round'),
      onPhone: 'head',
      cell: ({ round }) => (
        <Link to={`/programs/${program.name}/rounds/${round}`}>{t('home.earned.roundN', { n: round })}</Link>
      ),
    },
    { key: 'asOf', title: t('program.asOf'), cell: ({ asOf }) => <span className="nowrap">{format.date(asOf)}</span> },
    { key: 'state', title: t('programs.state'), cell: ({ state }) => <StateMark state={state} /> },
    { key: 'people', title: t('program.people'), align: 'end', cell: ({ people }) => format.number(people) },
    {
      key: 'budget',
      title: t('program.budget'),
      align: 'end',
      cell: ({ spentMinor, budgetMinor }) => (
        <>
          {format.money(spentMinor, currency)} <span className="quiet">/ {format.money(budgetMinor, currency)}</span>
        </>
      ),
    },
    {
      key: 'bar',
      title: <IntervalAxis scale={scale} label={(minor) => format.compact(minor / minorPerMajor(currency))} />,
      width: '24%',
      onPhone: 'hidden',
      cell: ({ earnedMinor }) => <IntervalBar interval={earnedMinor} scale={scale} />,
    },
    {
      key: 'earned',
      title: t('programs.earned'),
      align: 'end',
      cell: ({ earnedMinor }) => <Estimate interval={earnedMinor} currency={currency} />,
    },
  ];
  return (
    <Panel title={t('program.rounds')} flush={program.rounds.length > 0}>
      {program.rounds.length === 0 ? (
        <EmptyNotice title={t('program.noRounds')} hint={t('program.noRoundsHint')} />
      ) : (
        <RowTable
          label={t('program.rounds')}
          columns={columns}
          rows={program.rounds.toSorted((a, b) => b.round - a.round)}
          rowKey={({ round }) => String(round)}
        />
      )}
      {notes.map((note) => (
        <p key={note.en} role="note" className="under-table">
          {say(note)}
        </p>
      ))}
    </Panel>
  );
};
