import type { Migration } from '#platform/db/migration.ts';

export const actMigrations: readonly Migration[] = [
  {
    id: 'act_0001_coupons',
    statements: [
      // one row per coupon type; the row is the lock under which stock is given out
      `CREATE TABLE coupon_types (
        name text PRIMARY KEY,
        stock bigint NOT NULL CHECK (stock >= 0),
        issued bigint NOT NULL DEFAULT 0 CHECK (issued >= 0)
      )`,
      // one row per coupon, with the terms it was issued under: a later edit of the document changes no coupon in hand
      `CREATE TABLE coupons (
        key text PRIMARY KEY,
        code text NOT NULL UNIQUE,
        coupon_type text NOT NULL REFERENCES coupon_types (name),
        program text NOT NULL,
        round integer NOT NULL,
        profile_id text NOT NULL,
        benefit jsonb NOT NULL,
        threshold_minor bigint NOT NULL,
        currency text NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz NOT NULL,
        status text NOT NULL DEFAULT 'issued' CHECK (status IN ('issued', 'claimed', 'redeemed', 'void')),
        issued_at timestamptz NOT NULL,
        claimed_at timestamptz,
        redeemed_at timestamptz,
        voided_at timestamptz,
        order_id text,
        order_amount_minor bigint,
        CHECK ((status = 'redeemed') = (order_id IS NOT NULL))
      )`,
      'CREATE INDEX coupons_by_profile ON coupons (profile_id)',
      'CREATE INDEX coupons_by_round ON coupons (program, round)',
    ],
  },
  {
    id: 'act_0002_outbox',
    statements: [
      // one row per message
      `CREATE TABLE outbox_messages (
        key text PRIMARY KEY,
        channel text NOT NULL,
        program text NOT NULL,
        round integer NOT NULL,
        profile_id text NOT NULL,
        message jsonb NOT NULL,
        status text NOT NULL DEFAULT 'queued'
          CHECK (status IN ('queued', 'claimed', 'sending', 'sent', 'failed', 'uncertain')),
        attempts integer NOT NULL DEFAULT 0,
        send_after timestamptz NOT NULL,
        lease text,
        lease_until timestamptz,
        provider_id text,
        error text,
        queued_at timestamptz NOT NULL,
        settled_at timestamptz
      )`,
      `CREATE INDEX outbox_messages_queued ON outbox_messages (channel, send_after) WHERE status = 'queued'`,
      `CREATE INDEX outbox_messages_leased ON outbox_messages (lease_until) WHERE status IN ('claimed', 'sending')`,
      'CREATE INDEX outbox_messages_by_round ON outbox_messages (program, round)',
    ],
  },
  {
    id: 'act_0003_changes',
    statements: [
      // one row per change that the event log has not got yet; deleted once it has
      `CREATE TABLE act_changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        subject text NOT NULL,
        profile_id text NOT NULL,
        at timestamptz NOT NULL,
        properties jsonb NOT NULL
      )`,
    ],
  },
  {
    id: 'act_0004_suppressed',
    statements: [
      // suppressed: who was to get it had said no by the time it was to be sent
      `ALTER TABLE outbox_messages DROP CONSTRAINT outbox_messages_status_check`,
      `ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_status_check
         CHECK (status IN ('queued', 'claimed', 'sending', 'sent', 'failed', 'uncertain', 'suppressed'))`,
    ],
  },
  {
    id: 'act_0005_messages_by_profile',
    statements: ['CREATE INDEX outbox_messages_by_profile ON outbox_messages (profile_id)'],
  },
  {
    id: 'act_0006_messages_of_a_day',
    statements: [
      `CREATE INDEX outbox_messages_gone ON outbox_messages (channel, settled_at) WHERE status IN ('sent', 'uncertain')`,
    ],
  },
];
