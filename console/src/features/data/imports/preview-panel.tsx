import type { ImportPreview, PreviewRow } from '../../../../../src/collect/import/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';

/** What an import would do: how many rows become what, and the first of them. */
export const PreviewPanel = ({ preview }: { readonly preview: ImportPreview }) => {
  const { t, say, format } = useLanguage();
  const { rows, judged, events, alreadyLogged, quarantined, reasons, titles, people, newPeople, sample } = preview;
  const figures = [
    [t('imports.wouldBe'), format.number(events)],
    [t('imports.already'), format.number(alreadyLogged)],
    [t('imports.wouldRefuse'), format.number(quarantined)],
    [t('imports.newPeople'), `${format.number(newPeople)} / ${format.number(people)}`],
  ] as const;
  return (
    <Panel
      title={t('imports.preview')}
      note={t(judged < rows ? 'imports.previewSome' : 'imports.previewAll', { n: rows, judged })}
    >
      <dl className="imports-figures">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="quiet small">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {quarantined > 0 && (
        <ul className="imports-reasons small">
          {Object.entries(reasons).map(([reason, count]) => (
            <li key={reason}>
              {say(titles[reason] ?? { zh: '', en: '' })} <code className="quiet">{reason}</code> {format.number(count)}
            </li>
          ))}
        </ul>
      )}
      <h3>{t('imports.firstRows')}</h3>
      <ul className="imports-sample small">
        {sample.map((row, index) => (
          <li key={index}>
            <SampleRow row={row} />
          </li>
        ))}
      </ul>
    </Panel>
  );
};

const SampleRow = ({ row }: { readonly row: PreviewRow }) => {
  const { format } = useLanguage();
  if (row.type === 'refused')
    return (
      <>
        <span className="alarm">
          {row.reason} · {row.detail}
        </span>{' '}
        <code className="quiet">{row.body}</code>
      </>
    );
  const ids = Object.entries(row.ids).map(([type, value]) => `${type}=${value}`);
  return (
    <>
      <strong>{row.name}</strong> {format.dateTime(row.at)} <code>{ids.join(' ')}</code>{' '}
      {row.value !== null && `${row.value} ${row.currency}`}{' '}
      <code className="quiet">{JSON.stringify(row.properties)}</code>
    </>
  );
};
