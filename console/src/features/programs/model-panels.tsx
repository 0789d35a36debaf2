import { useMemo } from 'react';
import type { RoundAnswer } from '../../../../src/loop/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { calibrationOption } from './calibration-option.ts';

type Model = NonNullable<RoundAnswer['model']>;

/** How good the model is on people and times it has not seen, whether its probabilities can be believed, what it looks at. */
export const ModelPanels = ({ model }: { readonly model: Model }) => {
  const { t, say, format } = useLanguage();
  const { palette } = useScheme();
  const option = useMemo(
    () =>
      calibrationOption({
        points: model.calibration,
        palette,
        share: (value) => format.share(value, 1),
        words: { predicted: t('model.predicted'), observed: t('model.observed') },
      }),
    [model.calibration, palette, format, t],
  );
  const largest = Math.max(...model.importance.map(({ share }) => share), 1e-9);
  return (
    <div className="stack">
      <Panel
        title={say(model.title)}
        note={t('model.version', { version: model.version, when: format.dateTime(model.trainedAt) })}
      >
        <Facts
          facts={[
            { label: t('model.auc'), value: format.fixed(model.auc, 3), note: t('model.aucNote') },
            {
              label: t('model.lift'),
              value: t('model.times', { n: format.fixed(model.liftTopDecile, 1) }),
              note: t('model.liftNote'),
            },
            { label: t('model.logLoss'), value: format.fixed(model.logLoss, 4), note: t('model.logLossNote') },
            {
              label: t('model.rows'),
              value: format.number(model.rows),
              note: t('model.positives', { n: model.positives }),
            },
            {
              label: t('model.effect'),
              value: model.effect === null ? noFigure : format.number(model.effect.rows),
              note:
                model.effect === null
                  ? t('model.noEffect')
                  : t('model.effectNote', {
                      method: t(`model.effect.${model.effect.method}`),
                      qini: model.effect.qini === null ? noFigure : format.fixed(model.effect.qini, 3),
                    }),
            },
          ]}
        />
      </Panel>
      <div className="two">
        <Panel title={t('model.calibration')} note={t('model.calibrationNote')}>
          <Chart
            option={option}
            heightPx={280}
            label={t('model.calibrationLabel')}
            table={{
              columns: [t('model.predicted'), t('model.observed'), t('model.rowsShort')],
              rows: model.calibration.map(({ predicted, observed, rows }) => [
                format.share(predicted, 2),
                format.share(observed, 2),
                format.number(rows),
              ]),
            }}
          />
        </Panel>
        <Panel title={t('model.importance')} note={t('model.importanceNote')}>
          <ul className="bars">
            {model.importance.slice(0, 12).map(({ feature, title, share }) => (
              <li key={feature}>
                <span title={feature}>{say(title)}</span>
                <b>{format.share(share, 0)}</b>
                <span className="bar-rail" aria-hidden="true">
                  <i style={{ width: `${(100 * share) / largest}%` }} />
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  );
};
