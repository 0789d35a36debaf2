import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { audiencePreviewQuery } from './audience-queries.ts';

const pauseMs = 450;

/** A condition tried out: while it is written an estimate, then the exact count. Nothing is kept. */
export const PreviewPanel = () => {
  const { t } = useLanguage();
  const [text, setText] = useState('');
  const condition = useSettled(text.trim());
  return (
    <Panel title={t('audience.try')} note={t('audience.tryNote')}>
      <Input.TextArea
        aria-label={t('audience.condition')}
        className="audience-try"
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder="count(order_paid where amount >= 300, 90d) >= 2 and days_since(order_paid) > 30"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="audience-count" aria-live="polite">
        {condition !== '' && <LiveCount condition={condition} />}
      </div>
    </Panel>
  );
};

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

/** The text once nobody has typed for a moment. */
const useSettled = (text: string): string => {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
};
