import { Link } from 'react-router';
import type { ProgramAnswer } from '../../../../src/loop/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { GroupMark } from '../../parts/group-mark.tsx';
import { Panel } from '../../parts/panel.tsx';

/** The program's document in an operator's words. */
export const HowItWorks = ({ program }: { readonly program: ProgramAnswer }) => {
  const { t, say } = useLanguage();
  const { spec } = program;
  const links = (kind: string, documents: ProgramAnswer['offers']) => (
    <span className="row">
      {documents.map(({ name, title }) => (
        <Link key={name} to={`/documents/${kind}/${name}`}>
          {say(title)}
        </Link>
      ))}
    </span>
  );
  const shares = [
    ['model', spec.groups.model],
    ['rule', spec.groups.rule.share],
    ['random', spec.groups.random],
    ['holdout', spec.groups.holdout],
  ] as const;
  const facts = [
    {
      label: t('program.goal'),
      value: t('program.goalWords', { event: spec.goal.event, days: spec.goal.horizonDays, value: spec.goal.value }),
    },
    { label: t('program.who'), value: <code className="small">{spec.who.condition}</code> },
    { label: t('program.offers'), value: links('Offer', program.offers) },
    { label: t('program.channels'), value: links('Channel', program.channels) },
    { label: t('program.model'), value: <Link to={`/documents/Model/${spec.model}`}>{spec.model}</Link> },
    { label: t('program.limits'), value: spec.limits.budget },
    ...(spec.limits.contact === undefined
      ? []
      : [
          {
            label: t('program.contact'),
            value: t('program.contactWords', { max: spec.limits.contact.max, days: spec.limits.contact.days }),
          },
        ]),
    {
      label: t('program.groups'),
      value: (
        <span className="row">
          {shares.map(([group, share]) => (
            <span key={group} className="row how-share">
              <GroupMark group={group} /> {share}
            </span>
          ))}
        </span>
      ),
    },
    { label: t('program.exploration'), value: spec.exploration },
    { label: t('program.schedule'), value: t(`schedule.${spec.schedule}`) },
  ];
  return (
    <Panel title={t('program.how')}>
      <dl className="how">
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
