import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { clientSnippet, snippetClients } from './client-snippet-texts.ts';
import './client-snippets.css';
import { Copyable } from './copyable.tsx';

/** How to send events with the client one has: one tab a client, what to write, what becomes of it. */
export const ClientSnippets = ({
  writeKey,
  own,
}: {
  /** Known only when it was just made; otherwise a word stands in its place. */
  readonly writeKey?: string | undefined;
  /** The tab of Gyre's own browser client, which comes first. */
  readonly own?: ReactNode;
}) => {
  const { t } = useLanguage();
  const others = snippetClients.map((client) => ({
    key: client,
    label: t(`client.${client}`),
    children: (
      <>
        <p className="soft small">{t(`client.${client}.note`)}</p>
        <Copyable text={clientSnippet(client, window.location.origin, writeKey)} />
      </>
    ),
  }));
  const first = own === undefined ? [] : [{ key: 'own', label: t('client.own'), children: own }];
  return <Tabs className="client-snippets" size="small" items={[...first, ...others]} />;
};
