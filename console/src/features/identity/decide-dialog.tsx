import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import type { DecideIdentity, IdentityPreview, KnownIdentifier } from '../../../../src/identify/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { shortName } from './identity-words.ts';
import { decideIdentity, identityPreviewQuery } from './identity-queries.ts';

export type DecideDialogProps = {
  readonly decision: DecideIdentity;
  readonly identifiers: ReadonlyMap<string, KnownIdentifier>;
  readonly close: () => void;
};

/** What a decision would change, before it does. */
export const DecideDialog = ({ decision, identifiers, close }: DecideDialogProps) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const preview = useQuery(identityPreviewQuery(decision));
  const decide = useMutation({
    mutationFn: () => decideIdentity(decision.type === 'cut' ? { ...decision, why } : decision),
    onSuccess: async () => {
      void message.success(t('identity.dialog.done'));
      close();
      await client.invalidateQueries({ queryKey: ['people'] });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : String(error)),
  });
  return (
    <Modal
      open
      title={t(titleOf(decision))}
      okText={t('identity.dialog.confirm')}
      okButtonProps={{ danger: decision.type === 'cut', disabled: preview.data === undefined }}
      confirmLoading={decide.isPending}
      cancelText={t('action.cancel')}
      onOk={() => decide.mutate()}
      onCancel={close}
      width={680}
    >
      <div className="identity-dialog">
        <QueryView query={preview} lines={5}>
          {({ before, after }) => (
            <>
              {before.length === after.length && <p className="quiet">{t('identity.dialog.same')}</p>}
              <div className="identity-sides">
                <People title={t('identity.dialog.before')} people={before} identifiers={identifiers} />
                <People title={t('identity.dialog.after')} people={after} identifiers={identifiers} />
              </div>
            </>
          )}
        </QueryView>
        {decision.type === 'cut' && (
          <label>
            <span className="small quiet">{t('identity.dialog.why')}</span>
            <Input value={why} maxLength={500} onChange={({ target }) => setWhy(target.value)} />
          </label>
        )}
        <p className="small quiet">{t('identity.dialog.note')}</p>
      </div>
    </Modal>
  );
};

const titleOf = (decision: DecideIdentity) => {
  if (decision.type === 'end_cut') return 'identity.dialog.end' as const;
  return decision.type === 'cut' && decision.b === undefined
    ? ('identity.dialog.out' as const)
    : ('identity.dialog.cut' as const);
};

const mostShown = 8;

const People = (props: {
  readonly title: string;
  readonly people: IdentityPreview['after'];
  readonly identifiers: ReadonlyMap<string, KnownIdentifier>;
}) => {
  const { t } = useLanguage();
  return (
    <section>
      <h3 className="small quiet">{props.title}</h3>
      <ul className="identity-people">
        {props.people.map(({ profileId, keys }) => (
          <li key={profileId}>
            {keys.slice(0, mostShown).map((key) => {
              const identifier = props.identifiers.get(key);
              return <span key={key}>{identifier === undefined ? `…${key.slice(-6)}` : shortName(identifier, t)}</span>;
            })}
            {keys.length > mostShown && <span className="quiet">+ {keys.length - mostShown}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};
