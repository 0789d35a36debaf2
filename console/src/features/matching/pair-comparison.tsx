import { LockOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { Link } from 'react-router';
import type { MatchPair } from '../../../../src/identify/matching/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { levelWord } from './level-word.ts';
import { type Step, waterfallSteps } from './waterfall-steps.ts';

const hashLettersShown = 8;

/** Two people side by side, field by field, with what each field adds to the odds, as a waterfall of bits. */
export const PairComparison = ({ pair }: { readonly pair: MatchPair }) => {
  const { t, say, format } = useLanguage();
  const { steps, low, high } = waterfallSteps(
    pair.priorBits,
    pair.fields.map(({ bits }) => bits),
  );
  const [prior] = steps;
  const rail = (step: Step | undefined) => <Rail step={step} low={low} high={high} />;
  return (
    <table className="match-table">
      <thead>
        <tr>
          <th scope="col">{t('match.field')}</th>
          <th scope="col">
            <Link to={`/people/${pair.a}`}>{t('match.personA')}</Link>
          </th>
          <th scope="col">
            <Link to={`/people/${pair.b}`}>{t('match.personB')}</Link>
          </th>
          <th scope="col">{t('match.evidence')}</th>
          <th scope="col" className="match-end">
            {t('match.bits')}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr className="match-quiet">
          <th scope="row" colSpan={3}>
            {t('match.prior')}
          </th>
          <td className="match-rail-cell">{rail(prior)}</td>
          <td className="match-end">{format.fixed(pair.priorBits, 1)}</td>
        </tr>
        {pair.fields.map((field, i) => (
          <tr key={field.name}>
            <th scope="row">{say(field.title)}</th>
            <Value text={field.a} other={field.b} hashed={field.hashed} label={t('match.personA')} />
            <Value text={field.b} other={field.a} hashed={field.hashed} label={t('match.personB')} />
            <td className="match-rail-cell">
              {rail(steps[i + 1])}
              <span className="small quiet">{levelWord(field.level, t)}</span>
            </td>
            <td className={`match-end ${field.bits < 0 ? 'match-against' : 'match-for'}`}>
              <span
                title={
                  field.termBits === 0 ? undefined : t('match.termBits', { bits: format.fixed(field.termBits, 1) })
                }
              >
                {field.level === 'missing' ? '0' : `${field.bits > 0 ? '+' : ''}${format.fixed(field.bits, 1)}`}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            {t('match.total')}
          </th>
          <td className="match-rail-cell">{rail({ from: 0, to: pair.weight })}</td>
          <td className="match-end">{`${pair.weight > 0 ? '+' : ''}${format.fixed(pair.weight, 1)}`}</td>
        </tr>
      </tfoot>
    </table>
  );
};

const Value = ({
  text,
  other,
  hashed,
  label,
}: {
  readonly text: string;
  readonly other: string;
  readonly hashed: boolean;
  readonly label: string;
}) => {
  const { t } = useLanguage();
  return (
    <td data-label={label} className={text !== '' && other !== '' && text !== other ? 'match-differs' : undefined}>
      {text === '' ? (
        <span className="quiet">{t('match.noValue')}</span>
      ) : hashed ? (
        <Tooltip title={t('match.hashed')}>
          <code>{text.slice(0, hashLettersShown)}…</code> <LockOutlined aria-label={t('match.hashed')} />
        </Tooltip>
      ) : (
        text
      )}
    </td>
  );
};

/** One step on the scale of bits; the line is at even odds. */
const Rail = ({
  step,
  low,
  high,
}: {
  readonly step: Step | undefined;
  readonly low: number;
  readonly high: number;
}) => {
  const at = (bits: number): number => (100 * (bits - low)) / (high - low);
  if (step === undefined) return null;
  const [left, right] = [Math.min(step.from, step.to), Math.max(step.from, step.to)];
  return (
    <span className="match-rail" aria-hidden="true">
      <s style={{ left: `${at(0)}%` }} />
      <i
        className={step.to >= step.from ? 'match-up' : 'match-down'}
        style={{ left: `${at(left)}%`, width: `${Math.max(0.6, at(right) - at(left))}%` }}
      />
    </span>
  );
};
