/** The page behind an unsubscribe link: readable on a phone, without a script, in the reader's language. */
export const unsubscribePage = ({
  channel,
  done,
  accepts = '',
}: {
  readonly channel: string;
  readonly done: boolean;
  readonly accepts: string | undefined;
}): string => {
  const language = /^\s*en/i.test(accepts) ? 'en' : 'zh';
  const words = texts[language];
  const name = channelNames[channel]?.[language] ?? escape(channel);
  const body = done
    ? `<h1>${words.done}</h1><p>${words.doneMore}</p>`
    : `<h1>${words.title}</h1><p>${words.ask.replace('{channel}', name)}</p>
<form method="post"><button>${words.stop.replace('{channel}', name)}</button></form>
<form method="post"><button class="plain" name="all" value="1">${words.stopAll}</button></form>`;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${done ? words.done : words.title}</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; color: #1d2129; background: #f5f6f8; margin: 0; padding: 12vh 16px }
  main { max-width: 26rem; margin: 0 auto; background: #fff; border-radius: 12px; padding: 32px 24px }
  h1 { font-size: 1.25rem; margin: 0 0 8px }
  button { font: inherit; width: 100%; margin-top: 12px; padding: 12px; border: 0; border-radius: 8px; background: #1f5eff; color: #fff; cursor: pointer }
  button.plain { background: none; color: #1f5eff }
  @media (prefers-color-scheme: dark) { body { background: #14161a; color: #e6e8eb } main { background: #1e2127 } button.plain { color: #7ea2ff } }
</style>
<main>${body}</main>
</html>
`;
};

const texts = {
  zh: {
    title: '退订',
    ask: '您将不再收到通过{channel}发送的营销信息。',
    stop: '不再通过{channel}接收',
    stopAll: '退订全部渠道的营销信息',
    done: '已退订',
    doneMore: '您的选择已立即生效。如需恢复，请联系品牌客服。',
  },
  en: {
    title: 'Unsubscribe',
    ask: 'You will get no more marketing by {channel}.',
    stop: 'No more by {channel}',
    stopAll: 'No more marketing by any channel',
    done: 'Unsubscribed',
    doneMore: 'It holds from now on. If you change your mind, tell the brand’s customer service.',
  },
} as const;

const channelNames: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  email: { zh: '电子邮件', en: 'e-mail' },
  sms: { zh: '短信', en: 'text message' },
  wechat: { zh: '微信', en: 'WeChat' },
  app_push: { zh: 'App 推送', en: 'push message' },
};

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
