import { useLanguage } from '../../../i18n/language.tsx';

/** A share with its bar. */
export const ShareBar = ({ share }: { readonly share: number }) => {
  const { format } = useLanguage();
  return (
    <span className="share-bar">
      <span className="share-bar-track" aria-hidden="true">
        <span style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      {format.share(share)}
    </span>
  );
};
