import type { PreviewAnswer } from '../../../../../src/collect/quarantine/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import '../../documents/documents.css';
import { lineDiff } from '../../documents/line-diff.ts';

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** How many would pass, and some rows before and after. */
export const PreviewResult = ({ preview }: { readonly preview: PreviewAnswer }) => {
  const { t, say } = useLanguage();
  const { rows, tried, passes, fails, samples } = preview;
  return (
    <div className="stack" role="status">
      <p className="mend-outcome">
        <strong>{t('quarantine.passes', { passes, tried })}</strong>
        {rows > tried && <span className="soft"> {t('quarantine.sampled', { rows })}</span>}
        {fails.map((fail) => (
          <span key={fail.reason} className="small mend-fail">
            {t('quarantine.stays', { n: fail.rows, reason: say(fail.title) })}
          </span>
        ))}
      </p>
      <ul className="quarantined">
        {samples.map(({ id, before, after, outcome }) => (
          <li key={id}>
            <div className="row small">
              {outcome.title === null ? (
                <span className="mend-pass">✓ {t('quarantine.wouldPass')}</span>
              ) : (
                <span className="alarm">
                  {say(outcome.title)}: {outcome.detail}
                </span>
              )}
            </div>
            <pre className="diff" tabIndex={0}>
              {lineDiff(before, after).map((line, index) => (
                // lines of a fixed text have no identity but their place
                <span key={index} className={`diff-${line.type}`}>
                  {`${signs[line.type]} ${line.text}`}
                </span>
              ))}
            </pre>
          </li>
        ))}
      </ul>
    </div>
  );
};
