export { createGyre, type Gyre } from './gyre.ts';
export type { Facts, Message } from './message.ts';
export type { Capture, Consent, GyreOptions } from './options.ts';
