import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { MendStep, QuarantineGroup } from '../../../../../src/collect/quarantine/schemas.ts';
import { ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { ActionButton } from './action-button.tsx';
import { isComplete } from './empty-step.ts';
import { PreviewResult } from './preview-result.tsx';
import { placeAtFault } from './places-in.ts';
import { StepFields } from './step-fields.tsx';

type MendBuilderProps = {
  readonly group: QuarantineGroup;
  readonly rows: number;
  /** Places of the group's bodies. */
  readonly places: readonly string[];
};

/** Steps that mend a group, their preview, and the replay. */
export const MendBuilder = ({ group, rows, places }: MendBuilderProps) => {
  const { t } = useLanguage();
  const [steps, setSteps] = useState<readonly MendStep[]>([]);
  const preview = useMutation({
    mutationFn: () =>
      ask('quarantinePreview', { path: '/api/data/quarantine/preview', method: 'POST', body: { group, steps } }),
  });
  const change = (next: readonly MendStep[]): void => {
    setSteps(next);
    preview.reset();
  };
  const complete = steps.every(isComplete);
  return (
    <section className="mend" aria-label={t('quarantine.mend')}>
      <header>
        <strong>{t('quarantine.mend')}</strong> <span className="small soft">{t('quarantine.mendNote')}</span>
      </header>
      {steps.map((step, index) => (
        // a step is edited in place: its place is its identity
        <StepFields
          key={index}
          step={step}
          places={places}
          onChange={(next) => change(steps.map((each, at) => (at === index ? next : each)))}
          onRemove={() => change(steps.filter((_, at) => at !== index))}
        />
      ))}
      <div className="row">
        <Button
          size="small"
          onClick={() => change([...steps, { type: 'cast', path: placeAtFault(group.reason, places), to: 'number' }])}
          disabled={steps.length >= 20}
        >
          {t('quarantine.addStep')}
        </Button>
        <Button size="small" disabled={!complete} loading={preview.isPending} onClick={() => preview.mutate()}>
          {t('quarantine.preview')}
        </Button>
        {complete && (
          <ActionButton group={group} action="replay" rows={rows} steps={steps} primary={preview.data !== undefined} />
        )}
        <ActionButton group={group} action="discard" rows={rows} />
      </div>
      {preview.isError && <ErrorNotice error={preview.error} retry={() => preview.mutate()} />}
      {preview.data !== undefined && <PreviewResult preview={preview.data} />}
    </section>
  );
};
