import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whom an unsubscribe link is about, in which channel, for which purpose. Keys in digits. */
export type Unsubscription = {
  readonly profileId: string;
  readonly recipientKey: string;
  readonly channel: string;
  readonly purpose: string;
};

const macBytes = 16;

/**
 * A link nobody can make but Gyre, for as long as the mail lies in its mailbox: it does not run out, because RFC 8058 wants
 * it to work from mails of last year. It grants one right alone, to say no. The same for the same message, so that a repeated attempt sends
 * the same bytes.
 */
export const unsubscribeToken = (secret: string) => {
  const key = createHmac('sha256', secret).update('unsubscribe').digest();
  const macOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest().subarray(0, macBytes);
  return {
    write: ({ profileId, recipientKey, channel, purpose }: Unsubscription): string => {
      const text = [profileId, recipientKey, channel, purpose].join('~');
      return `${Buffer.from(text).toString('base64url')}.${macOf(text).toString('base64url')}`;
    },
    /** Nothing for a token that was not written with this secret. */
    read: (token: string): Unsubscription | undefined => {
      const [body = '', mac = ''] = token.split('.');
      const text = Buffer.from(body, 'base64url').toString('utf8');
      const given = Buffer.from(mac, 'base64url');
      if (given.length !== macBytes || !timingSafeEqual(given, macOf(text))) return undefined;
      const [profileId = '', recipientKey = '', channel = '', purpose = ''] = text.split('~');
      return { profileId, recipientKey, channel, purpose };
    },
  } as const;
};
