import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ApiError, ask } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { tagTemplatesQuery } from './tag-queries.ts';
import './tags.css';

/** Ready-made tags that are not published yet, for the brand's own event of a paid order. */
export const TemplatesPanel = ({ only }: { readonly only?: string }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [event, setEvent] = useState('order_paid');
  const [amount, setAmount] = useState('amount');
  const templates = useQuery(
    tagTemplatesQuery({ event: event.trim() || 'order_paid', amount: amount.trim() || 'amount' }),
  );
  const publish = useMutation({
    mutationFn: (yaml: string) => ask('applied', { path: '/api/apply', method: 'POST', body: { yaml } }),
    onSuccess: async ({ applied, documents }) => {
      const [problem] = documents.flatMap(({ problems }) => problems);
      if (applied) void message.success(t('tags.published'));
      else if (problem !== undefined) void message.error(say(problem.message), 6);
      await queries.invalidateQueries({ queryKey: ['tags'] });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
  const offered = (templates.data?.templates ?? []).filter(
    ({ name, published }) => !published && (only === undefined || only === name),
  );
  if (offered.length === 0) return null;
  return (
    <Panel title={t('tags.templates')} note={t('tags.templatesNote')}>
      <div className="tag-templates">
        <div className="tag-own">
          <label>
            {t('tags.event')}
            <Input value={event} onChange={(change) => setEvent(change.target.value)} maxLength={100} />
          </label>
          <label>
            {t('tags.amount')}
            <Input value={amount} onChange={(change) => setAmount(change.target.value)} maxLength={100} />
          </label>
        </div>
        {offered.map(({ name, title, remark, yaml }) => (
          <div key={name} className="tag-template">
            <div>
              <strong>{say(title)}</strong> <code className="quiet small">{name}</code>
              <p className="small quiet">{say(remark)}</p>
            </div>
            <span>
              <Button loading={publish.isPending} onClick={() => publish.mutate(yaml)}>
                {t('tags.publish')}
              </Button>{' '}
            </span>
          </div>
        ))}
        <Link to="/documents/Tag">{t('tags.write')}</Link>
      </div>
    </Panel>
  );
};
