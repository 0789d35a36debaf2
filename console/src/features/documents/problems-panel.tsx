import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { DocumentProblem } from './use-document-editing.ts';

/** What is wrong, where, and how to mend it; each leads to its line. */
export const ProblemsPanel = ({
  problems,
  onGo,
}: {
  readonly problems: readonly DocumentProblem[];
  readonly onGo: (line: number, column: number) => void;
}) => {
  const { t, say } = useLanguage();
  return (
    <Panel title={t('documents.problems')}>
      <div role="status">
        {problems.length === 0 ? (
          <p className="fine">
            <span aria-hidden="true">✓</span> {t('documents.noProblems')}
          </p>
        ) : (
          <ul className="problems">
            {problems.map((problem) => (
              <li
                key={`${problem.path} ${problem.message.en}`}
                className={problem.severity === 'error' ? 'problem-error' : 'problem-warning'}
              >
                {typeof problem.line === 'number' ? (
                  <button type="button" onClick={() => onGo(problem.line ?? 1, problem.column ?? 1)}>
                    {t('documents.line', { line: problem.line })}
                  </button>
                ) : null}{' '}
                <code>{problem.path}</code>
                <p>{say(problem.message)}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
};
