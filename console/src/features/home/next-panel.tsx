import type { HomeAnswer } from '../../../../src/loop/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RunRoundButton } from '../programs/run-round-button.tsx';

/** At most three things worth doing now, each with its reason and one button. */
export const NextPanel = ({ next }: { readonly next: HomeAnswer['next'] }) => {
  const { t, say } = useLanguage();
  return (
    <Panel title={t('home.next.title')}>
      {next.length === 0 ? (
        <EmptyNotice title={t('home.next.empty')} hint={t('home.next.emptyHint')} />
      ) : (
        <ol className="next">
          {next.slice(0, 3).map(({ id, title, reason, action }) => (
            <li key={id}>
              <strong>{say(title)}</strong>
              <p>{say(reason)}</p>
              {action.type === 'open' ? (
                <LinkButton to={action.to}>{say(action.label)}</LinkButton>
              ) : (
                <RunRoundButton program={action.program} label={say(action.label)} />
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
};
