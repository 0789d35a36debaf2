import { useQueries, useQuery } from '@tanstack/react-query';
import { personDecisionsQuery, programQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { DecisionsTable } from '../programs/decisions-table.tsx';

/** What was decided about this person, by any program; offers, channels and currencies are the programs' to tell. */
export const PersonDecisions = ({ profileId }: { readonly profileId: string }) => {
  const { t, say } = useLanguage();
  const decisions = useQuery(personDecisionsQuery(profileId));
  const names = [...new Set(decisions.data?.decisions.map(({ program }) => program))];
  const programs = useQueries({
    queries: names.map((name) => ({ ...programQuery(name), refetchInterval: false as const })),
  }).flatMap(({ data }) => data ?? []);
  const titled = programs.flatMap((program) => [program, ...program.offers, ...program.channels]);
  const titles = new Map(titled.map(({ name, title }) => [name, say(title)]));
  return (
    <QueryView query={decisions} lines={6}>
      {(data) =>
        data.decisions.length === 0 ? (
          <EmptyNotice title={t('people.noDecisions')} hint={t('people.noDecisionsHint')} />
        ) : (
          <Panel flush>
            <DecisionsTable
              decisions={data.decisions}
              currency={programs[0]?.currency ?? 'CNY'}
              titles={titles}
              showRound
            />
          </Panel>
        )
      }
    </QueryView>
  );
};
