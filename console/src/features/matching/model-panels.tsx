import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MatchModelAnswer } from '../../../../src/identify/matching/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { levelWord } from './level-word.ts';
import { matchModelQuery } from './matching-queries.ts';
import { thresholdOption } from './threshold-option.ts';

type Model = NonNullable<MatchModelAnswer['model']>;

/** What the rule learned from the data itself: m and u per level, what each threshold would mean, which pairs it saw. */
export const ModelPanels = ({ rule }: { readonly rule: string }) => {
  const { t } = useLanguage();
  const query = useQuery(matchModelQuery(rule));
  return (
    <QueryView query={query} lines={14}>
      {(answer) =>
        answer.model === null ? (
          <Panel>
            <EmptyNotice title={t('match.model.none')} hint={t('match.notRunHint')} />
          </Panel>
        ) : (
          <div className="stack">
            <ThresholdsPanel answer={answer} model={answer.model} />
            <FieldsPanel model={answer.model} />
            {answer.reviewed.length > 0 && <ReviewedPanel reviewed={answer.reviewed} />}
            <BlockingPanel blocking={answer.blocking} />
          </div>
        )
      }
    </QueryView>
  );
};

const ThresholdsPanel = ({ answer, model }: { readonly answer: MatchModelAnswer; readonly model: Model }) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const { match } = answer.rule.thresholds;
  const option = useMemo(
    () =>
      thresholdOption({
        points: answer.thresholds,
        matchWeight: Math.log2(match / (1 - match)),
        palette,
        share: (value) => format.share(value, 0),
        words: {
          precision: t('match.model.precision'),
          recall: t('match.model.recall'),
          weight: t('match.model.weight'),
        },
      }),
    [answer.thresholds, match, palette, format, t],
  );
  const here = answer.thresholds.find(({ probability }) => probability >= match);
  return (
    <Panel title={t('match.model.thresholds')} note={t('match.model.thresholdsNote')}>
      <Facts
        facts={[
          {
            label: t('match.model.prior'),
            value: `${format.fixed(model.priorBits, 1)} ${t('match.bits')}`,
            note: t('match.model.priorNote', { n: Math.round(1 / model.lambda) }),
          },
          { label: t('match.model.expected'), value: format.number(model.matches, 0) },
          ...(here === undefined
            ? []
            : [
                {
                  label: t('match.model.precision'),
                  value: format.share(here.precision, 2),
                  note: `≥ ${format.share(match, 0)}`,
                },
                {
                  label: t('match.model.recall'),
                  value: format.share(here.recall, 1),
                  note: `≥ ${format.share(match, 0)}`,
                },
              ]),
        ]}
      />
      <Chart
        option={option}
        heightPx={260}
        label={t('match.model.thresholdsLabel')}
        table={{
          columns: [
            t('match.model.threshold'),
            t('match.model.pairs'),
            t('match.model.precision'),
            t('match.model.recall'),
          ],
          rows: answer.thresholds.map((point) => [
            format.share(point.probability, 2),
            format.number(point.pairs),
            format.share(point.precision, 1),
            format.share(point.recall, 1),
          ]),
        }}
      />
    </Panel>
  );
};

/** Two bars a level: how often among one person, how often among strangers. */
const FieldsPanel = ({ model }: { readonly model: Model }) => {
  const { t, say, format } = useLanguage();
  return (
    <Panel title={t('match.model.fields')} note={t('match.model.fieldsNote')}>
      <div className="match-fields">
        {model.fields.map((field) => (
          <section key={field.name} aria-label={say(field.title)}>
            <h3>
              {say(field.title)}
              {!field.learned && <span className="small quiet"> {t('match.model.usual')}</span>}
            </h3>
            <ul>
              {field.levels.toReversed().map((level) => (
                <li key={level.name}>
                  <span>{levelWord(level.name, t)}</span>
                  <span className="match-mu" aria-hidden="true">
                    <i className="match-m" style={{ width: `${100 * level.m}%` }} />
                    <i className="match-u" style={{ width: `${100 * level.u}%` }} />
                  </span>
                  <span className="unseen">
                    {t('match.model.m')} {format.share(level.m, 1)}, {t('match.model.u')} {format.share(level.u, 3)}
                  </span>
                  <b className={level.bits < 0 ? 'match-against' : 'match-for'}>
                    {level.bits > 0 ? '+' : ''}
                    {format.fixed(level.bits, 1)}
                  </b>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Panel>
  );
};

type Reviewed = MatchModelAnswer['reviewed'][number];
const ReviewedPanel = ({ reviewed }: { readonly reviewed: readonly Reviewed[] }) => {
  const { t, format } = useLanguage();
  const columns: readonly Column<Reviewed>[] = [
    {
      key: 'from',
      title: t('match.model.threshold'),
      onPhone: 'head',
      cell: ({ from, to }) => `${format.share(from, 0)} – ${format.share(to, 0)}`,
    },
    { key: 'accepted', title: t('match.accepted'), align: 'end', cell: ({ accepted }) => format.number(accepted) },
    { key: 'rejected', title: t('match.rejected'), align: 'end', cell: ({ rejected }) => format.number(rejected) },
  ];
  return (
    <Panel flush title={t('match.model.reviewed')} note={t('match.model.reviewedNote')}>
      <RowTable
        label={t('match.model.reviewed')}
        columns={columns}
        rows={reviewed}
        rowKey={({ from }) => String(from)}
      />
    </Panel>
  );
};

type Blocking = MatchModelAnswer['blocking'][number];
const BlockingPanel = ({ blocking }: { readonly blocking: readonly Blocking[] }) => {
  const { t, format } = useLanguage();
  const columns: readonly Column<Blocking>[] = [
    { key: 'rule', title: t('match.model.key'), onPhone: 'head', cell: ({ rule }) => <code>{rule}</code> },
    { key: 'pairs', title: t('match.model.pairs'), align: 'end', cell: ({ pairs }) => format.number(pairs) },
    { key: 'largest', title: t('match.model.largest'), align: 'end', cell: ({ largest }) => format.number(largest) },
    { key: 'common', title: t('match.model.common'), align: 'end', cell: ({ tooCommon }) => format.number(tooCommon) },
  ];
  return (
    <Panel flush title={t('match.model.blocking')} note={t('match.model.blockingNote')}>
      <RowTable label={t('match.model.blocking')} columns={columns} rows={blocking} rowKey={({ rule }) => rule} />
    </Panel>
  );
};
