import { ask } from '../../api/client.ts';

const attempts = new Map<string, ReturnType<typeof request>>();
const request = (token: string) => ask('me', { path: '/api/sign-in', method: 'POST', body: { token } });

/** A link works once: React may mount a page twice, but a token is sent only once. */
export const signInOnce = (token: string): ReturnType<typeof request> => {
  const attempt = attempts.get(token) ?? request(token);
  attempts.set(token, attempt);
  return attempt;
};
