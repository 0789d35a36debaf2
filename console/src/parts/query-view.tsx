import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { ErrorNotice } from './error-notice.tsx';

/** What a query has: its answer, a skeleton of about the answer's height, or the error with a way to try again. */
export const QueryView = <T,>(props: {
  readonly query: UseQueryResult<T>;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}) => {
  const { t } = useLanguage();
  const { query, lines = 6, children } = props;
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label={t('page.loading')} className="panel panel-body">
      <Skeleton active title={false} paragraph={{ rows: lines }} />
    </div>
  );
};
