import { useLanguage } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel } from '../../parts/panel.tsx';
import { clientSnippet } from '../../parts/client-snippet-texts.ts';

/** An empty workspace: the three steps to a first measured round, each with the command that does it. */
export const FirstSteps = () => {
  const { t } = useLanguage();
  const steps = [
    {
      title: t('home.first.collect'),
      hint: t('home.first.collectHint'),
      command: clientSnippet('curl', window.location.origin),
    },
    {
      title: t('home.first.import'),
      hint: t('home.first.importHint'),
      command: 'npx gyre import orders.csv --mapping mapping.yaml',
    },
    {
      title: t('home.first.program'),
      hint: t('home.first.programHint'),
      command: 'npx gyre apply -f documents/\nnpx gyre round repurchase',
    },
  ];
  return (
    <Panel title={t('home.first.title')} note={t('home.first.note')}>
      <ol className="first">
        {steps.map(({ title, hint, command }) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{hint}</p>
            <Copyable text={command} />
          </li>
        ))}
      </ol>
    </Panel>
  );
};
