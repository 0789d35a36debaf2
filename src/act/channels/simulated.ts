import type { AddressedMessage, Channel } from './channel.ts';

/** Where the simulated world's people read their messages. It must drop a key it has already got. */
export type SimulatedInbox = { readonly deliver: (messages: readonly AddressedMessage[]) => Promise<void> };

/** The channel of the simulated world: everything arrives. */
export const simulatedChannel = (inbox: SimulatedInbox): Channel => ({
  type: 'simulated',
  idempotent: true,
  send: async (batch) => {
    await inbox.deliver(batch);
    return batch.map(({ key }) => ({ type: 'sent', providerId: key }));
  },
  close: async () => {},
});
