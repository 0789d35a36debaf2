import { Button } from 'antd';
import { Link } from 'react-router';
import type {
  DecideIdentity,
  IdentityAnswer,
  IdentityLink,
  KnownIdentifier,
} from '../../../../src/identify/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { reasonWords, ruleWords, shortName } from './identity-words.ts';

export type LinksTableProps = {
  readonly answer: IdentityAnswer;
  readonly identifiers: ReadonlyMap<string, KnownIdentifier>;
  readonly decide: (decision: DecideIdentity) => void;
};

/** Every link of a person with its fact and what became of it. */
export const LinksTable = ({ answer, identifiers, decide }: LinksTableProps) => {
  const { t, format } = useLanguage();
  const nameOf = (key: string): string => {
    const identifier = identifiers.get(key);
    return identifier === undefined ? `…${key.slice(-6)}` : shortName(identifier, t);
  };
  const columns: readonly Column<IdentityLink>[] = [
    {
      key: 'link',
      title: t('identity.link'),
      onPhone: 'head',
      cell: ({ a, b }) => (
        <span>
          <End of={identifiers.get(a)} name={nameOf(a)} here={answer.profileId} /> ↔{' '}
          <End of={identifiers.get(b)} name={nameOf(b)} here={answer.profileId} />
        </span>
      ),
    },
    {
      key: 'state',
      title: t('identity.state'),
      cell: ({ verdict, reason }) => (
        <span>
          <Verdict verdict={verdict} />
          {reason !== '' && <span className="small quiet"> {reasonWords(reason, t)}</span>}
        </span>
      ),
    },
    {
      key: 'why',
      title: t('identity.why'),
      cell: (link) => (
        <span title={link.eventId === '' ? undefined : t('identity.event', { id: link.eventId })}>
          {ruleWords(link, t)}
        </span>
      ),
    },
    { key: 'when', title: t('identity.when'), cell: ({ at }) => <span className="nowrap">{format.dateTime(at)}</span> },
    {
      key: 'undo',
      title: <span className="unseen">{t('identity.cut')}</span>,
      align: 'end',
      onPhone: 'bare',
      cell: ({ a, b, verdict }) =>
        verdict === 'refused' ? null : (
          <Button
            size="small"
            aria-label={t('identity.cutLabel', { a: nameOf(a), b: nameOf(b) })}
            onClick={() => decide({ type: 'cut', a, b, why: '' })}
          >
            {t('identity.cut')}
          </Button>
        ),
    },
  ];
  return (
    <RowTable
      label={t('identity.links')}
      columns={columns}
      rows={answer.links}
      rowKey={({ a, b, rule }) => `${a} ${b} ${rule}`}
    />
  );
};

/** An identifier of somebody else leads to them. */
const End = (props: { readonly of: KnownIdentifier | undefined; readonly name: string; readonly here: string }) =>
  props.of === undefined || props.of.profileId === props.here ? (
    <>{props.name}</>
  ) : (
    <Link to={`/people/${props.of.profileId}?tab=identity`}>{props.name}</Link>
  );

const tones = { joined: 'ok', agrees: 'quiet', handed_over: 'primary', refused: 'attention' } as const;

export const Verdict = ({ verdict }: Pick<IdentityLink, 'verdict'>) => {
  const { t } = useLanguage();
  return (
    <span className={`mark mark-${tones[verdict]}`}>
      <span className="mark-dot" aria-hidden="true" />
      {t(`identity.verdict.${verdict}`)}
    </span>
  );
};
