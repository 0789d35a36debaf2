import { useLanguage } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { snippetText } from './snippet-text.ts';

type Props =
  | { readonly writeKey: string }
  /** A key that was shown once is not known any more, only how it begins. */
  | { readonly prefix: string };

/** What to paste into a web site so that it is recorded. */
export const BrowserSnippet = (key: Props) => {
  const { t } = useLanguage();
  return (
    <div className="browser-snippet">
      <p>{t('sdk.paste')}</p>
      {'prefix' in key && <p>{t('sdk.keyBegins', { prefix: `${key.prefix}…` })}</p>}
      <Copyable text={snippetText(window.location.origin, 'writeKey' in key ? key.writeKey : undefined)} />
      <p className="soft small">{t('sdk.call')}</p>
      <a href="/sdk/demo" target="_blank" rel="noreferrer">
        {t('sdk.demo')}
      </a>
    </div>
  );
};
