import { randomId } from './random-id.ts';
import { parseSession, type Session, sessionAt, sessionText } from './session.ts';
import { prefix, type Shelf } from './shelf.ts';

const anonymousKey = `${prefix}anonymous_id`;
const userKey = `${prefix}user_id`;
const sessionKey = `${prefix}session`;
const cookieName = 'gyre_anonymous_id';
const cookieDays = 400;

/** Who is here. Read from the shelf at every use: another tab may have signed in or out. */
export type Visitor = {
  /** Made at the first asking, then the same for as long as the browser keeps it. */
  readonly anonymousId: () => string;
  readonly userId: () => string | undefined;
  /** Another user than before is another person at the same device: the anonymous id changes, so they are not linked. */
  readonly becomes: (userId: string) => void;
  /** The visit that an event now belongs to. One that ends something begins no new visit and lengthens none. */
  readonly session: (utm: string, ending: boolean) => Session;
  /** Takes the visit, and who was nobody yet, from another shelf. */
  readonly takeOver: (from: Shelf) => void;
  /** Somebody new from here on. */
  readonly renew: () => void;
  /** Takes everything off the device. */
  readonly forget: () => void;
};

type Args = {
  readonly shelf: () => Shelf;
  readonly idleMs: number;
  readonly cookieDomain: string | undefined;
  readonly now: () => number;
};

export const createVisitor = ({ shelf, idleMs, cookieDomain, now }: Args): Visitor => {
  const writeCookie = (value: string, days: number): void => {
    const secure = location.protocol === 'https:' ? ';secure' : '';
    const domain = cookieDomain ? `;domain=${cookieDomain}` : '';
    document.cookie = `${cookieName}=${value};max-age=${days * 86_400};path=/;samesite=lax${secure}${domain}`;
  };

  const rename = (id: string): string => {
    // both are written and either is enough: some visitors clear one, some browsers keep the other for longer
    shelf().set(anonymousKey, id);
    if (shelf().lasting) writeCookie(id, cookieDays);
    return id;
  };

  return {
    anonymousId: () => shelf().get(anonymousKey) ?? rename(randomId()),
    userId: () => shelf().get(userKey) ?? undefined,
    becomes: (userId) => {
      const before = shelf().get(userKey);
      if (before !== null && before !== userId) rename(randomId());
      shelf().set(userKey, userId);
    },
    session: (utm, ending) => {
      const last = parseSession(shelf().get(sessionKey));
      if (ending && last !== undefined) return last;
      const session = sessionAt(last, { now: now(), idleMs, utm, newId: randomId });
      shelf().set(sessionKey, sessionText(session));
      return session;
    },
    takeOver: (from) => {
      const session = from.get(sessionKey);
      if (session !== null) shelf().set(sessionKey, session);
      // the cookie's word counts first: subdomains may share it
      const known = (shelf().lasting && readCookie()) || shelf().get(anonymousKey) || from.get(anonymousKey);
      if (known) rename(known);
    },
    renew: () => {
      rename(randomId());
      [userKey, sessionKey].forEach(shelf().remove);
    },
    forget: () => {
      shelf().keys().forEach(shelf().remove);
      if (shelf().lasting) writeCookie('', 0);
    },
  };
};

/** Whether a change to the shelf means that another tab has forgotten the visitor. */
export const isForgetting = ({ key, newValue }: StorageEvent): boolean => key === anonymousKey && newValue === null;

const readCookie = (): string | undefined => /gyre_anonymous_id=([\w-]+)/.exec(document.cookie)?.[1];
