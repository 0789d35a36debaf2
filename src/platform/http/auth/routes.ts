import type { HttpServer } from '../http-server.ts';
import type { CookieArgs } from '../session-cookie.ts';
import type { Auth } from './auth.ts';
import { keyRoutes } from './key-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { userRoutes } from './user-routes.ts';

export type AuthRouteArgs = {
  readonly auth: Auth;
  readonly cookie: CookieArgs;
  readonly publicUrl: string | undefined;
};

/** Signing in and out, oneself, accounts, keys, and the record of who changed what. */
export const authRoutes =
  (args: AuthRouteArgs) =>
  (server: HttpServer): void => {
    sessionRoutes(args)(server);
    userRoutes(args)(server);
    keyRoutes(args)(server);
  };
