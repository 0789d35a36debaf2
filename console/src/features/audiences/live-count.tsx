import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { audiencePreviewQuery } from './audience-queries.ts';
import './audiences.css';

/** How many people a condition holds for: first about, then exactly. */
export const LiveCount = ({ condition }: { readonly condition: string }) => {
  const { t, say, format } = useLanguage();
  const estimate = useQuery(audiencePreviewQuery(condition, false));
  const exact = useQuery({
    ...audiencePreviewQuery(condition, true),
    enabled: estimate.data !== undefined && !estimate.data.exact,
  });
  if (estimate.error !== null)
    return (
      <span className="audience-wrong">
        {estimate.error instanceof ApiError ? say(estimate.error.words) : String(estimate.error)}
      </span>
    );
  const answer = exact.data ?? estimate.data;
  if (answer === undefined) return <span className="quiet">{t('audience.counting')}</span>;
  const share = answer.of === 0 ? 0 : answer.people / answer.of;
  return (
    <>
      <strong className="audience-figure">{format.number(answer.people)}</strong>
      <span>
        {t(answer.exact ? 'audience.exactly' : 'audience.about', {
          of: format.number(answer.of),
          share: format.share(share),
          low: format.number(answer.low),
          high: format.number(answer.high),
        })}
      </span>
    </>
  );
};
