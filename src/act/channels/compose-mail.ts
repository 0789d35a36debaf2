import MailComposer from 'nodemailer/lib/mail-composer';
import type { AddressedMessage } from './channel.ts';
import type { SmtpMail } from './smtp-session.ts';

/**
 * A message as an e-mail: text and HTML, with a one-click unsubscribe that mail programs show (RFC 2369, RFC 8058).
 * @throws when the recipient's address is none
 */
export const composeMail = async (
  message: AddressedMessage,
  { from, messageId }: { from: string; messageId: string },
): Promise<SmtpMail> => {
  const { address, title, body, html, unsubscribeUrl, key, queuedAt } = message;
  if (!/^[^\s<>,;:"]+@[^\s<>,;:"]+$/.test(address)) throw new Error('the recipient has no valid e-mail address');
  const compiled = new MailComposer({
    from,
    to: { name: '', address },
    subject: title,
    text: unsubscribeUrl === undefined ? body : `${body}\n\n${unsubscribeUrl}`,
    ...(html === undefined ? {} : { html }),
    messageId,
    date: new Date(queuedAt),
    headers: {
      'X-Gyre-Message': key,
      ...(unsubscribeUrl === undefined
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
    // nothing of a template may make the mailer read files or fetch addresses
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const envelope = compiled.getEnvelope();
  const content = await new Promise<Buffer>((resolve, reject) => {
    compiled.build((error, built) =>
      built ? resolve(built) : reject(error ?? new Error('the mail could not be built')),
    );
  });
  return { from: envelope.from || '', to: address, content };
};
