import type { Role, Scope } from './scopes.ts';

/** Who makes a request. */
export type Actor =
  | {
      readonly type: 'user';
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      readonly scopes: readonly Scope[];
    }
  | {
      readonly type: 'key';
      readonly id: string;
      readonly name: string;
      readonly role: null;
      readonly scopes: readonly Scope[];
    };

/** `admin` is no master key: every right is listed. */
export const may = (actor: Actor, scope: Scope): boolean => actor.scopes.includes(scope);
