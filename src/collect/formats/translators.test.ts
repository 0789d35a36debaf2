import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GyreError } from '#platform';
import { createPseudonymizer } from '../identifiers.ts';
import { eventRow } from '../log-event.ts';
import { understandSegment } from '../segment.ts';
import { translateCloudEvent } from './cloudevents/translate.ts';
import { translatePostHog } from './posthog/translate.ts';
import type { Translate } from './segment-record.ts';
import { translateSensors } from './sensors/translate.ts';

const formats: readonly (readonly [string, Translate])[] = [
  ['PostHog', translatePostHog({ sentAt: 1_767_225_600_000 })],
  ['神策', translateSensors],
  ['CloudEvents', translateCloudEvent],
];

/** Members that mean something to one of the formats. */
const names =
  'event type properties distinct_id uuid time timestamp offset $set $unset alias $anon_distinct_id $current_url ' +
  '$session_id identities $identity_mobile lib $lib _track_id login_id anonymous_id specversion id source subject data ' +
  '__proto__ constructor';
const member = fc.constantFrom(...names.split(' '));
const value = fc.oneof(
  fc.constantFrom(
    '$pageview',
    '$identify',
    '$create_alias',
    '$set',
    'track',
    'track_signup',
    'profile_set',
    '1.0',
    'a:b',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Bodies a parser could have read, their members often the ones that matter. */
const body = fc.oneof(
  fc.jsonValue(),
  fc
    .dictionary(member, fc.oneof(value, fc.dictionary(member, value)))
    .map((object): unknown => JSON.parse(JSON.stringify(object))),
);
const pseudonymizer = createPseudonymizer('a secret');

describe.each(formats)('%s', (_name, translate) => {
  test('whatever comes is translated or refused as the sender’s fault, and no outsider’s name begins with $', () => {
    fc.assert(
      fc.property(body, (raw) => {
        try {
          const translation = translate(raw);
          if (translation.type !== 'records') return;
          for (const message of translation.records) {
            if (message.type === 'track')
              expect(message.event?.startsWith('$') && _name !== 'CloudEvents').not.toBe(true);
            const { event } = understandSegment({ message, source: 's', receivedAt: 1_767_225_600_000, pseudonymizer });
            expect(event.name).not.toMatch(/^\$(coupon|message|decision|round|identity|alert)/);
            expect(() => eventRow(event, 1)).not.toThrow();
          }
        } catch (cause) {
          expect(cause).toBeInstanceOf(GyreError);
          expect(cause).toHaveProperty('status', 400);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
