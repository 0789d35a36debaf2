import { useQuery } from '@tanstack/react-query';
import { Switch } from 'antd';
import { useState } from 'react';
import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import type { ConsentAnswer } from '../../../../src/profile/consent/schemas.ts';
import { meQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { tellingFirst } from '../people/person-name.ts';
import { OwnData } from './own-data.tsx';
import { consentQuery } from './privacy-queries.ts';
import './privacy.css';
import { SayDialog } from './say-dialog.tsx';
import { useChannelTitles } from './use-channel-titles.ts';

/** What has to be typed to erase a person: an id a colleague would read out, else the end of the OneID. */
export const repeatOf = ({ ids, profileId }: Pick<PersonAnswer, 'ids' | 'profileId'>): string =>
  tellingFirst(ids).find(({ sensitive }) => !sensitive)?.value ?? profileId.slice(-6);

type Asked = { readonly purpose: string; readonly channel: string; readonly said: 'given' | 'withdrawn' };

/** What one person allows, what they said when, and what they may ask about their own data. */
export const PersonPrivacy = ({ profileId, repeat }: { readonly profileId: string; readonly repeat: string }) => {
  const query = useQuery(consentQuery(profileId));
  const role = useQuery(meQuery).data?.user.role;
  return (
    <QueryView query={query} lines={8}>
      {(consent) => (
        <div className="stack">
          <Matrix profileId={profileId} consent={consent} mayWrite={role !== undefined && role !== 'viewer'} />
          <History consent={consent} />
          <OwnData id={profileId} repeat={repeat} owner={role === 'owner'} />
        </div>
      )}
    </QueryView>
  );
};

const Matrix = (props: { readonly profileId: string; readonly consent: ConsentAnswer; readonly mayWrite: boolean }) => {
  const { t, say, format } = useLanguage();
  const channelTitle = useChannelTitles();
  const [asked, setAsked] = useState<Asked>();
  const { purposes, channels, states } = props.consent;
  const titleOf = (name: string): string => {
    const found = purposes.find((purpose) => purpose.name === name);
    return found === undefined ? name : say(found.title);
  };
  return (
    <Panel title={t('privacy.consentTitle')} note={t('privacy.consentNote')} flush>
      {channels.length === 0 ? (
        <EmptyNotice title={t('privacy.noChannels')} hint={t('privacy.noChannelsHint')} />
      ) : (
        <div className="privacy-scroll">
          <table className="privacy-matrix">
            <thead>
              <tr>
                <th scope="col">{t('privacy.purpose')}</th>
                {channels.map((channel) => (
                  <th key={channel} scope="col">
                    {channelTitle(channel)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {purposes.map((purpose) => (
                <tr key={purpose.name}>
                  <th scope="row">{say(purpose.title)}</th>
                  {channels.map((channel) => {
                    const state = states.find((each) => each.purpose === purpose.name && each.channel === channel);
                    const allowed = state?.allowed ?? false;
                    return (
                      <td key={channel} data-label={channelTitle(channel)}>
                        <Switch
                          size="small"
                          checked={allowed}
                          disabled={!props.mayWrite}
                          aria-label={t('privacy.switch', {
                            purpose: say(purpose.title),
                            channel: channelTitle(channel),
                          })}
                          onChange={(yes) =>
                            setAsked({ purpose: purpose.name, channel, said: yes ? 'given' : 'withdrawn' })
                          }
                        />
                        <span>
                          {t(allowed ? 'privacy.allowed' : 'privacy.refused')}
                          <small className="quiet">
                            {state?.at == null
                              ? t('privacy.unsaid')
                              : t('privacy.saidOn', { when: format.date(state.at) })}
                          </small>
                        </span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked !== undefined && (
        <SayDialog
          profileId={props.profileId}
          said={asked}
          purposeTitle={titleOf(asked.purpose)}
          channelTitle={channelTitle(asked.channel)}
          close={() => setAsked(undefined)}
        />
      )}
    </Panel>
  );
};

const History = ({ consent: { history, purposes } }: { readonly consent: ConsentAnswer }) => {
  const { t, say, format } = useLanguage();
  const channelTitle = useChannelTitles();
  const titles = new Map(purposes.map(({ name, title }) => [name, say(title)]));
  return (
    <Panel title={t('privacy.history')}>
      {history.length === 0 ? (
        <p className="quiet">{t('privacy.noHistory')}</p>
      ) : (
        <ol className="privacy-history">
          {history.map((each) => (
            <li key={each.eventId}>
              <span className={`privacy-said privacy-said-${each.said}`}>{t(`privacy.said.${each.said}`)}</span>
              <span>
                {titles.get(each.purpose) ?? each.purpose} · {channelTitle(each.channel)}
                <small className="quiet">{each.source}</small>
              </span>
              <time className="small quiet nowrap" dateTime={each.at}>
                {format.dateTime(each.at)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
};
