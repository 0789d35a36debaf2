import { Button } from 'antd';
import { ApiError } from '../api/client.ts';
import { useLanguage } from '../i18n/language.tsx';
import './notice.css';

/** What went wrong, in the user's language, with the request's id for those who have to look it up, and a way to try again. */
export const ErrorNotice = ({ error, retry }: { readonly error: Error; readonly retry?: () => void }) => {
  const { t, say } = useLanguage();
  return (
    <div role="alert" className="notice notice-error">
      <strong>{t('error.title')}</strong>
      <p>{error instanceof ApiError ? say(error.words) : error.message}</p>
      {error instanceof ApiError && error.requestId !== undefined && (
        <code>{t('error.requestId', { id: error.requestId })}</code>
      )}
      {retry !== undefined && (
        <div>
          <Button onClick={retry}>{t('error.retry')}</Button>
        </div>
      )}
    </div>
  );
};
