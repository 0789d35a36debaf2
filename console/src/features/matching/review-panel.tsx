import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import type { MatchPair, MatchPairsAnswer, MatchRuleRow } from '../../../../src/identify/matching/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { decidePair, matchPairsQuery } from './matching-queries.ts';
import { PairComparison } from './pair-comparison.tsx';

const keyOf = ({ a, b }: MatchPair): string => `${a} ${b}`;
const fetchAhead = 5;

/** Pairs one after the other: look, decide, the next one comes. All of it works from the keyboard. */
export const ReviewPanel = ({ rule }: { readonly rule: MatchRuleRow }) => {
  const { t } = useLanguage();
  const query = useInfiniteQuery(matchPairsQuery(rule.name, 'open'));
  const pairs = query.data?.pages.flatMap((page) => page.pairs) ?? [];
  const [at, setAt] = useState(0);
  const here = Math.min(at, Math.max(0, pairs.length - 1));
  const pair = pairs[here];
  const decide = useDecision(rule.name);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && here >= pairs.length - fetchAhead) void fetchNextPage();
  }, [here, pairs.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useKeys({
    a: () => pair !== undefined && decide(pair, 'accepted'),
    r: () => pair !== undefined && decide(pair, 'rejected'),
    ArrowDown: () => setAt(Math.min(here + 1, pairs.length - 1)),
    ArrowUp: () => setAt(Math.max(here - 1, 0)),
  });
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton active paragraph={{ rows: 12 }} />;
  if (pair === undefined)
    return (
      <Panel>
        <EmptyNotice
          title={t('match.nothingOpen')}
          hint={t(rule.lastRun === null ? 'match.notRunHint' : 'match.nothingOpenHint')}
        />
      </Panel>
    );
  const all = Math.max(rule.counts.open, pairs.length);
  return (
    <div className="match-review">
      <PairList pairs={pairs} here={here} go={setAt} rule={rule} />
      <Panel
        title={<PairTitle pair={pair} />}
        note={pair.held === null ? t('match.bitsNote') : t(`match.held.${pair.held}`)}
        extra={
          <span className="match-step">
            <Button
              icon={<LeftOutlined aria-hidden="true" />}
              aria-label={t('match.previous')}
              disabled={here === 0}
              onClick={() => setAt(here - 1)}
            />
            <span className="small quiet">{t('match.pairOf', { n: here + 1, all })}</span>
            <Button
              icon={<RightOutlined aria-hidden="true" />}
              aria-label={t('match.next')}
              disabled={here >= pairs.length - 1}
              onClick={() => setAt(here + 1)}
            />
          </span>
        }
      >
        <PairComparison pair={pair} />
        <div className="match-verdict">
          <Button type="primary" onClick={() => decide(pair, 'accepted')}>
            {t('match.accept')} <kbd>A</kbd>
          </Button>
          <Button onClick={() => decide(pair, 'rejected')}>
            {t('match.reject')} <kbd>R</kbd>
          </Button>
          <span className="small quiet match-keys">{t('match.keys')}</span>
        </div>
      </Panel>
    </div>
  );
};

const PairTitle = ({ pair }: { readonly pair: MatchPair }) => {
  const { t, format } = useLanguage();
  const digits = pair.probability > 0.99 ? 2 : 0;
  return (
    <span aria-live="polite">
      {t('match.probability', { share: format.share(Math.min(pair.probability, 0.9999), digits) })}
    </span>
  );
};

/** The way through the list, and how much of it is done. */
const PairList = ({
  pairs,
  here,
  go,
  rule,
}: {
  readonly pairs: readonly MatchPair[];
  readonly here: number;
  readonly go: (at: number) => void;
  readonly rule: MatchRuleRow;
}) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const done = rule.counts.accepted + rule.counts.rejected;
  const all = done + rule.counts.open;
  return (
    <nav className="match-list" aria-label={t('match.pairs')}>
      <div className="match-done">
        <span className="small quiet">{t('match.progress', { done, all })}</span>
        <Progress
          percent={all === 0 ? 0 : (100 * done) / all}
          showInfo={false}
          size={['100%', 6]}
          strokeColor={palette.primary}
          railColor={palette.sunken}
          aria-label={t('match.progress', { done, all })}
        />
      </div>
      <ul>
        {pairs.map((pair, i) => (
          <li key={keyOf(pair)}>
            <button type="button" aria-current={i === here ? 'true' : undefined} onClick={() => go(i)}>
              <span>{shownName(pair)}</span>
              <b>{format.share(Math.min(pair.probability, 0.9999), pair.probability > 0.99 ? 2 : 0)}</b>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** The first field that both or one of them has. */
const shownName = (pair: MatchPair): string => {
  const field = pair.fields.find(({ a, b, hashed }) => !hashed && (a !== '' || b !== ''));
  if (field === undefined) return pair.a;
  return field.a === field.b || field.b === '' ? field.a : field.a === '' ? field.b : `${field.a} · ${field.b}`;
};

/** Decides, takes the pair off the list at once, and puts it back when the server refuses. */
const useDecision = (rule: string): ((pair: MatchPair, decision: 'accepted' | 'rejected') => void) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { queryKey } = matchPairsQuery(rule, 'open');
  const { mutate } = useMutation({
    mutationFn: ({ pair, decision }: { readonly pair: MatchPair; readonly decision: 'accepted' | 'rejected' }) =>
      decidePair(rule, pair, decision),
    onMutate: ({ pair }) => {
      queries.setQueryData<InfiniteData<MatchPairsAnswer, string>>(queryKey, (data) =>
        data === undefined
          ? data
          : {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                pairs: page.pairs.filter((each) => keyOf(each) !== keyOf(pair)),
              })),
            },
      );
    },
    onSuccess: async (_, { decision }) => {
      void message.success(t(decision === 'accepted' ? 'match.didAccept' : 'match.didReject'), 2);
      await queries.invalidateQueries({ queryKey: ['matching'], exact: true });
    },
    onError: async (error) => {
      void message.error(error instanceof ApiError ? say(error.words) : error.message, 6);
      await queries.invalidateQueries({ queryKey });
    },
  });
  return (pair, decision) => mutate({ pair, decision });
};

/** Keys that act on the page, but not while somebody types or holds a modifier. */
const useKeys = (actions: Readonly<Record<string, () => unknown>>): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
};
