import type { Finding } from '../../../../../src/collect/quality/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';

/** What is not as it should be, each with what to do about it. */
export const Findings = ({ findings }: { readonly findings: readonly Finding[] }) => {
  const { say } = useLanguage();
  const shown = findings.filter(({ state }) => state !== 'unknown');
  return shown.length === 0 ? null : (
    <ul className="findings">
      {shown.map(({ state, what, todo }) => (
        <li key={what.en}>
          <strong className={state === 'bad' ? 'finding-bad' : undefined}>{say(what)}</strong>{' '}
          <span className="soft">{say(todo)}</span>
        </li>
      ))}
    </ul>
  );
};
