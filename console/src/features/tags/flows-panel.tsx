import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import type { TagFlowsAnswer, TagRow } from '../../../../src/profile/tags/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { changesOf, datesOf, nodeName, nodesOf, stayedOf } from './flow-steps.ts';
import { tagFlowsQuery } from './tag-queries.ts';
import { valueColours } from './value-colours.ts';

const periods = [
  { days: 30, steps: 1, key: 'tags.period.30' },
  { days: 90, steps: 3, key: 'tags.period.90' },
  { days: 180, steps: 3, key: 'tags.period.180' },
  { days: 360, steps: 4, key: 'tags.period.360' },
] as const;

/** How people went between the values of a tag over a period. */
export const FlowsPanel = ({ tag, now }: { readonly tag: TagRow; readonly now: Date }) => {
  const { t } = useLanguage();
  const [days, setDays] = useState<number>(90);
  const period = periods.find((each) => each.days === days) ?? periods[1];
  const dates = useMemo(() => datesOf(now, period.days, period.steps), [now, period]);
  const query = useQuery(tagFlowsQuery(tag.name, dates));
  return (
    <Panel
      title={t('tags.flows')}
      note={t('tags.flowsNote')}
      extra={
        <div className="flows-period">
          <Segmented
            aria-label={t('tags.period')}
            value={days}
            onChange={setDays}
            options={periods.map((each) => ({ value: each.days, label: t(each.key) }))}
          />
        </div>
      }
    >
      <QueryView query={query} lines={8}>
        {(answer) =>
          answer.flows.length === 0 ? (
            <EmptyNotice title={t('tags.noFlows')} />
          ) : (
            <>
              <FlowsChart tag={tag} answer={answer} />
              <Changes tag={tag} answer={answer} />
            </>
          )
        }
      </QueryView>
    </Panel>
  );
};

type FlowsProps = { readonly tag: TagRow; readonly answer: TagFlowsAnswer };

const useValueWord = (tag: TagRow): ((value: string | null) => string) => {
  const { t, say } = useLanguage();
  return (value) => {
    const known = tag.sizes.find((each) => each.value === value);
    return value === null ? t('tags.noValue') : known === undefined ? value : say(known.title);
  };
};

const FlowsChart = ({ tag, answer: { dates, flows } }: FlowsProps) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const word = useValueWord(tag);
  const values = tag.sizes.map(({ value }) => value);
  const colours = valueColours(values, palette);
  const steps = dates.length - 1;
  const nodes = nodesOf(flows, values, steps);
  const stepOf = new Map(nodes.map((node) => [node.name, node]));
  const titleOf = (name: string): string => {
    const node = stepOf.get(name);
    return node === undefined ? name : `${word(node.value)} (${format.date(dates[node.step] ?? '')})`;
  };
  return (
    <div className="flows-scroll">
      <div style={{ minWidth: 170 * (steps + 1) }}>
        <p className="flows-dates" aria-hidden="true">
          {dates.map((date) => (
            <span key={date}>{format.date(date)}</span>
          ))}
        </p>
        <Chart
          label={t('tags.flows')}
          heightPx={380}
          option={{
            tooltip: {
              formatter: (hovered: {
                dataType: string;
                name: string;
                value: number;
                data: { source?: string; target?: string };
              }) => {
                const { source, target } = hovered.data;
                return source === undefined || target === undefined
                  ? `${titleOf(hovered.name)}: ${format.number(hovered.value)}`
                  : `${titleOf(source)} → ${titleOf(target)}: ${format.number(hovered.value)}`;
              },
            },
            series: [
              {
                type: 'sankey',
                left: 4,
                right: 120,
                top: 8,
                bottom: 8,
                nodeWidth: 12,
                nodeGap: 12,
                // the order is the tag's own
                layoutIterations: 0,
                draggable: false,
                emphasis: { focus: 'adjacency' },
                lineStyle: { color: 'source', opacity: 0.28, curveness: 0.5 },
                label: {
                  color: palette.inkSoft,
                  fontSize: 12,
                  // the last ones stand in what is left free
                  width: 112,
                  overflow: 'truncate',
                  formatter: ({ name }: { name: string }) => {
                    const node = stepOf.get(name);
                    return node === undefined ? '' : `${word(node.value)} ${format.compact(node.people)}`;
                  },
                },
                data: nodes.map(({ name, step, value }) => ({
                  name,
                  depth: step,
                  itemStyle: { color: value === null ? palette.lineStrong : colours.get(value), borderWidth: 0 },
                })),
                links: flows.map(({ step, from, to, people }) => ({
                  source: nodeName(step, from),
                  target: nodeName(step + 1, to),
                  value: people,
                })),
              },
            ],
          }}
          table={{
            columns: [t('tags.when'), t('tags.from'), t('tags.to'), t('tags.people')],
            rows: flows.map(({ step, from, to, people }) => [
              `${format.date(dates[step] ?? '')} – ${format.date(dates[step + 1] ?? '')}`,
              word(from),
              word(to),
              format.number(people),
            ]),
          }}
        />
      </div>
    </div>
  );
};

const mostChanges = 6;

/** The last step in words: what the picture shows, for those who read. */
const Changes = ({ tag, answer: { dates, flows } }: FlowsProps) => {
  const { t, format } = useLanguage();
  const word = useValueWord(tag);
  const last = dates.length - 2;
  const changes = changesOf(flows, last).slice(0, mostChanges);
  return (
    <section className="flows-changes">
      <h3>{t('tags.moved', { from: format.date(dates[last] ?? ''), to: format.date(dates[last + 1] ?? '') })}</h3>
      <p className="small quiet">{t('tags.movedNote', { n: stayedOf(flows, last) })}</p>
      {changes.length === 0 ? (
        <p className="quiet">{t('tags.nobodyMoved')}</p>
      ) : (
        <ul className="person-list">
          {changes.map(({ from, to, people }) => (
            <li key={`${from} ${to}`}>
              <span>
                {word(from)} → {word(to)}
              </span>
              <b>{format.number(people)}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
