import { Link } from 'react-router';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import '../../parts/mark.css';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';

type Message = PersonAnswer['messages'][number];

const tones: Readonly<Record<Message['state'], string>> = {
  queued: 'quiet',
  claimed: 'primary',
  sending: 'primary',
  sent: 'ok',
  failed: 'broken',
  uncertain: 'attention',
  suppressed: 'quiet',
};

/** What was sent to this person, is about to be, or was kept back. */
export const MessagesPanel = ({ messages }: { readonly messages: readonly Message[] }) => {
  const { t, say, format } = useLanguage();
  if (messages.length === 0) return <EmptyNotice title={t('people.noMessages')} hint={t('people.noMessagesHint')} />;
  const columns: readonly Column<Message>[] = [
    { key: 'title', title: t('people.message'), onPhone: 'head', cell: ({ title }) => title || noFigure },
    { key: 'channel', title: t('people.channel'), cell: ({ channelTitle }) => say(channelTitle) },
    {
      key: 'state',
      title: t('people.messageState'),
      cell: ({ state, error }) => (
        <span className={`mark mark-${tones[state]}`} title={error ?? undefined}>
          <span className="mark-dot" aria-hidden="true" />
          {t(`people.message.${state}`)}
        </span>
      ),
    },
    {
      key: 'round',
      title: t('people.messageRound'),
      cell: ({ program, round }) => (
        <Link to={`/programs/${program}/rounds/${round}`}>{t('home.earned.roundN', { n: round })}</Link>
      ),
    },
    {
      key: 'when',
      title: t('people.messageWhen'),
      align: 'end',
      cell: ({ settledAt, sendAfter, queuedAt }) =>
        settledAt === null
          ? t('people.messageDue', { when: format.dayTime(sendAfter > queuedAt ? sendAfter : queuedAt) })
          : format.dateTime(settledAt),
    },
  ];
  return (
    <Panel flush>
      <RowTable label={t('people.messages')} columns={columns} rows={messages} rowKey={({ key }) => key} />
    </Panel>
  );
};
