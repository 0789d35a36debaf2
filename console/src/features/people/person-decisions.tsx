import { useQueries } from '@tanstack/react-query';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { programQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DecisionsTable } from '../programs/decisions-table.tsx';

/** What was decided about this person, by any program; offers, channels and currencies are the programs' to tell. */
export const PersonDecisions = ({ decisions }: Pick<PersonAnswer, 'decisions'>) => {
  const { t, say } = useLanguage();
  const names = [...new Set(decisions.map(({ program }) => program))];
  const programs = useQueries({
    queries: names.map((name) => ({ ...programQuery(name), refetchInterval: false as const })),
  }).flatMap(({ data }) => data ?? []);
  const titled = programs.flatMap((program) => [program, ...program.offers, ...program.channels]);
  const titles = new Map(titled.map(({ name, title }) => [name, say(title)]));
  if (decisions.length === 0) return <EmptyNotice title={t('people.noDecisions')} hint={t('people.noDecisionsHint')} />;
  return (
    <Panel flush>
      <DecisionsTable decisions={decisions} currency={programs[0]?.currency ?? 'CNY'} titles={titles} showRound />
    </Panel>
  );
};
