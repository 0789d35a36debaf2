import { type Unsubscription, unsubscribeToken } from '#profile';

/** The page where a recipient says no. None without `GYRE_PUBLIC_URL`: a link to this machine would be no way out. */
export const unsubscribeLinks = (
  publicUrl: string | undefined,
  secret: string,
): ((unsubscription: Unsubscription) => string | undefined) => {
  const token = unsubscribeToken(secret);
  return (unsubscription) =>
    publicUrl === undefined ? undefined : new URL(`/unsubscribe/${token.write(unsubscription)}`, publicUrl).href;
};
