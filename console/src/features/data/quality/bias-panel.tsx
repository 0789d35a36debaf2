import { useQuery } from '@tanstack/react-query';
import type { Bias } from '../../../../../src/collect/quality/schemas.ts';
import { Chart } from '../../../charts/chart.tsx';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { useScheme } from '../../../theme/scheme.tsx';
import { biasOption } from './bias-option.ts';
import { biasQuery } from './quality-queries.ts';
import { useEventWords } from './use-event-words.ts';

const tones = { same: 'ok', shifted: 'attention', different: 'broken' } as const;

/** How the customers that a source sees differ from all known ones, attribute by attribute. */
export const BiasPanel = ({ source, event }: { readonly source: string; readonly event: string | null }) => {
  const { t } = useLanguage();
  const word = useEventWords();
  const bias = useQuery(biasQuery(source, event));
  return (
    <QueryView query={bias} lines={6}>
      {(data) => (
        <Panel
          title={t('quality.bias', { subject: event === null ? source : `${source} / ${word(event)}` })}
          note={t(data.seen === 0 ? 'quality.biasNone' : 'quality.biasNote', { seen: data.seen, whole: data.whole })}
        >
          {data.seen > 0 && (
            <div className="bias">
              {data.attributes.map((attribute) => (
                <Attribute key={attribute.attribute} bias={attribute} />
              ))}
            </div>
          )}
        </Panel>
      )}
    </QueryView>
  );
};

const Attribute = ({ bias: counted }: { readonly bias: Bias }) => {
  const { t, format } = useLanguage();
  // the bands of a stretch of time are in days: `0–89d`
  const bias =
    counted.attribute === '$tenure'
      ? {
          ...counted,
          bands: counted.bands.map((each) => ({
            ...each,
            band: t('quality.days', { n: each.band.replace(/d$/, '') }),
          })),
        }
      : counted;
  const { palette } = useScheme();
  const name =
    bias.attribute === '$orders'
      ? t('quality.orders')
      : bias.attribute === '$tenure'
        ? t('quality.tenure')
        : bias.attribute;
  const share = (value: number): string => format.share(value);
  return (
    <section>
      <h3>
        {name}
        <span className={`mark mark-${tones[bias.verdict]}`}>
          <span className="mark-dot" aria-hidden="true" />
          PSI {format.fixed(bias.psi, 3)} · {t(`quality.${bias.verdict}`)}
        </span>
      </h3>
      <Chart
        option={biasOption(bias, { palette, share, words: { all: t('quality.all'), seen: t('quality.seen') } })}
        heightPx={Math.max(90, 28 * bias.bands.length + 30)}
        label={`${name}: ${t('quality.all')} / ${t('quality.seen')}`}
        table={{
          columns: [t('quality.band'), t('quality.all'), t('quality.seen')],
          rows: bias.bands.map(({ band, whole, seen }) => [band, share(whole), share(seen)]),
        }}
      />
    </section>
  );
};
