import { createHash } from 'node:crypto';
import { faultPoint } from '#platform';
import type { AddressedMessage, Channel, SendResult } from './channel.ts';
import { composeMail } from './compose-mail.ts';
import { inParallel } from './in-parallel.ts';
import { openSmtpSession, SmtpFailure, type SmtpSession, type SmtpSettings } from './smtp-session.ts';

export type EmailSettings = SmtpSettings & {
  /** `Name <address>` */
  readonly from: string;
};

/**
 * E-mail by SMTP. The protocol has no idempotency key: when a connection breaks after the content has gone out and before
 * the server's answer, nobody knows, and the mail is reported as uncertain and never repeated by itself.
 */
export const emailChannel = (settings: EmailSettings): Channel => {
  const idle: SmtpSession[] = [];
  const sendOne = async (message: AddressedMessage): Promise<SendResult> => {
    let session: SmtpSession | undefined;
    try {
      const { from, to, content } = await composeMail(message, {
        from: settings.from,
        messageId: messageIdOf(message.key, settings.from),
      });
      session = idle.pop() ?? (await openSmtpSession(settings));
      const { response } = await session.send({ from, to, content });
      faultPoint('act/email/accepted');
      idle.push(session);
      return { type: 'sent', providerId: response.slice(0, 200) };
    } catch (error) {
      // whatever went wrong, a new connection has no memory of it
      session?.close();
      return resultOf(error);
    }
  };
  return {
    type: 'email',
    idempotent: false,
    send: (batch) => inParallel(batch, 4, sendOne),
    close: async () => {
      for (const session of idle.splice(0)) session.close();
    },
  };
};

/**
 * 4yz may pass, 5yz is final (RFC 5321, 4.2.1), but for the opening: a wrong password is no reason to give up mails. Without an
 * answer it depends on whether the content had gone out.
 */
const resultOf = (error: unknown): SendResult => {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  if (!(error instanceof SmtpFailure)) return { type: 'rejected', error: text };
  if (error.stage === 'opening') return { type: 'retry', error: text };
  if (error.responseCode !== undefined) return { type: error.responseCode >= 500 ? 'rejected' : 'retry', error: text };
  return { type: error.stage === 'content' ? 'uncertain' : 'retry', error: text };
};

/** The same in every attempt, so that also a mailbox that got a mail twice can tell. */
const messageIdOf = (key: string, from: string): string => {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
};
