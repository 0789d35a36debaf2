import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import type { PlanEventAnswer, TryPlanAnswer } from '../../../../../src/collect/plan/schemas.ts';
import { ApiError, ask } from '../../../api/client.ts';
import { documentQuery } from '../../../api/queries.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';

type Mode = 'observe' | 'enforce';

/** Says what the other mode would have done to the last days, and puts it in force. */
export const ModeSwitch = ({ event, mode }: { readonly event: PlanEventAnswer; readonly mode: Mode }) => {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const other = mode === 'observe' ? 'enforce' : 'observe';
  // a draft of somebody's would be published with it
  if (event.hasDraft) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t(`plan.switch.${other}`)}
      </Button>
      {open && <SwitchDialog name={event.name} to={other} close={() => setOpen(false)} />}
    </>
  );
};

type DialogProps = { readonly name: string; readonly to: Mode; readonly close: () => void };

const SwitchDialog = ({ name, to, close }: DialogProps) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const document = useQuery(documentQuery('EventDefinition', name));
  const spec = document.data === undefined ? undefined : { ...objectOf(document.data.spec), mode: to };
  const tried = useQuery({
    queryKey: ['plan', 'switch', name, to, document.data?.document.revision],
    queryFn: () => ask('planTried', { path: '/api/data/plan/try', method: 'POST', body: { name, spec } }),
    enabled: spec !== undefined,
  });
  const publish = useMutation({
    mutationFn: async () => {
      const path = `/api/documents/EventDefinition/${encodeURIComponent(name)}`;
      const { title, revision } = document.data?.document ?? {};
      await ask('document', { path, method: 'PUT', body: { title, spec, revision } });
      await ask('document', { path: `${path}/publish`, method: 'POST' });
    },
    onSuccess: async () => {
      void message.success(t(`plan.switched.${to}`), 6);
      close();
      await queries.invalidateQueries();
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
  return (
    <Modal
      open
      title={t(`plan.switch.${to}`)}
      okText={t(`plan.switch.${to}`)}
      okButtonProps={{ disabled: tried.data === undefined, loading: publish.isPending }}
      cancelText={t('action.cancel')}
      onOk={() => publish.mutate()}
      onCancel={close}
    >
      <p>{t(`plan.mode.${to}What`)}</p>
      {tried.isError ? (
        <ErrorNotice error={tried.error} retry={() => void tried.refetch()} />
      ) : (
        <p className="soft">{tried.data === undefined ? t('plan.trying') : <Foreseen to={to} tried={tried.data} />}</p>
      )}
    </Modal>
  );
};

const Foreseen = ({ to, tried }: { readonly to: Mode; readonly tried: TryPlanAnswer }) => {
  const { t } = useLanguage();
  const { broken, events, days } = tried;
  if (broken === 0) return t('plan.switchNone', { events, days });
  return t(to === 'enforce' ? 'plan.switchKeepsOut' : 'plan.switchCounts', { broken, events, days });
};

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
