import type { Facts } from '../message.ts';
import type { Capture } from '../options.ts';

/** What the captures are given. */
export type Recorder = {
  readonly on: (capture: Capture) => boolean;
  readonly textLength: number;
  /** Records an event of the page that is looked at now. `ending`: it begins no new visit. */
  readonly record: (event: string, properties: Facts, ending?: boolean) => void;
};
