import type { Drift, FeatureAnswer } from '../../../../src/profile/feature-catalogue/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { DriftMark } from './drift-mark.tsx';
import { driftOption } from './feature-options.ts';

/** How the feature has moved: since the snapshot before, and among each model's people since it learned. */
export const DriftPanels = ({ answer: { feature, before, models } }: { readonly answer: FeatureAnswer }) => {
  const { t, say, format } = useLanguage();
  return (
    <Panel title={t('features.drift')} note={t('features.driftNote')}>
      {feature.drift === null || before === null ? (
        <p className="small quiet">{t('features.driftNone')}</p>
      ) : (
        <Comparison title={t('features.since', { when: format.date(before.asOf) })} drift={feature.drift} />
      )}
      {models.map(({ model, title, trainedAsOf, drift }) =>
        drift === null ? (
          <p key={model} className="small quiet">
            {t('features.trainedSince', { model: say(title), when: format.date(trainedAsOf) })}
          </p>
        ) : (
          <Comparison
            key={model}
            title={t('features.sinceTraining', { model: say(title), when: format.date(trainedAsOf) })}
            drift={drift}
          />
        ),
      )}
    </Panel>
  );
};

const Comparison = ({ title, drift }: { readonly title: string; readonly drift: Drift }) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const words = { before: t('features.before'), now: t('features.now'), missing: t('features.without') };
  return (
    <section className="feature-drift">
      <h3 className="feature-h">
        {title} <DriftMark drift={drift} />
      </h3>
      <Chart
        option={driftOption(drift, { palette, share: (value) => format.share(value, 0), words })}
        heightPx={180}
        label={`${title}: ${words.before} / ${words.now}`}
        table={{
          columns: [t('features.value'), words.before, words.now],
          rows: drift.bands.map(({ band, whole, seen }) => [
            band === '' ? words.missing : band,
            format.share(whole),
            format.share(seen),
          ]),
        }}
      />
    </section>
  );
};
