import type { ClientOptions, Sent } from './client.ts';
import type { DeliveredMessage, Deliveries, WorldOptions } from './world.ts';

/** What the world's thread is started with. */
export type ThreadData = { readonly world: WorldOptions; readonly client: ClientOptions };

/** What it is asked to do, one after the other. */
export type Task =
  | { readonly type: 'history'; readonly from: Date | undefined }
  | { readonly type: 'deliver'; readonly messages: readonly DeliveredMessage[] }
  | {
      readonly type: 'live';
      readonly from: Date;
      readonly to: Date;
      /** Wait for `go` before each day. */ readonly paced: boolean;
    };

/** Outside of the queue: the answer to `day`. */
export type Go = { readonly type: 'go' };

/** What it tells. Counts grow from the task's beginning; `done` ends a task, and so does `failed`. */
export type Told =
  | { readonly type: 'progress'; readonly sent: Sent; readonly until: Date }
  | { readonly type: 'day'; readonly from: Date; readonly to: Date }
  | { readonly type: 'done'; readonly sent: Sent; readonly deliveries: Deliveries | undefined }
  | { readonly type: 'failed'; readonly message: string };
