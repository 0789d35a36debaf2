import { useQuery } from '@tanstack/react-query';
import type { PersonAnswer } from '../../../../src/profile/schemas.ts';
import { homeQuery, personDecisionsQuery, programsQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { DecisionsTable } from '../programs/decisions-table.tsx';

/** What was decided about this person, by any program. */
export const PersonDecisions = ({
  profileId,
  coupons,
}: {
  readonly profileId: string;
  readonly coupons: PersonAnswer['coupons'];
}) => {
  const { t, say } = useLanguage();
  const decisions = useQuery(personDecisionsQuery(profileId));
  const home = useQuery({ ...homeQuery, refetchInterval: false });
  const programs = useQuery(programsQuery).data?.programs ?? [];
  const currency = programs[0]?.currency ?? home.data?.workspace.currency ?? 'CNY';
  const titles = new Map(
    coupons.flatMap(({ coupon, title }) => (title === null ? [] : [[coupon, say(title)] as const])),
  );
  return (
    <QueryView query={decisions} lines={6}>
      {(data) =>
        data.decisions.length === 0 ? (
          <EmptyNotice title={t('people.noDecisions')} hint={t('people.noDecisionsHint')} />
        ) : (
          <Panel flush>
            <DecisionsTable decisions={data.decisions} currency={currency} titles={titles} showRound />
          </Panel>
        )
      }
    </QueryView>
  );
};
