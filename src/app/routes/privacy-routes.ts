import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Collector, LogEvent, Pseudonymizer } from '#collect';
import { type ClickHouse, type Clock, problem } from '#platform';
import { actorOf } from '#platform/http/access.ts';
import type { Routes } from '#platform/http/http-server.ts';
import { type ConsentPurpose, consentSaid, describedPurpose, keysOfProfile, profileAt, readConsent } from '#profile';
import { profileIdSchema } from '../../platform/schemas.ts';
import { consentAnswerSchema, putConsentSchema, sayConsentSchema } from '../../profile/consent/schemas.ts';
import type { PrivacyDesk } from '../erasure/privacy-desk.ts';
import {
  askErasureSchema,
  askReportSchema,
  liftSchema,
  privacyAnswerSchema,
  privacyRequestSchema,
} from '../erasure/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly pseudonymizer: Pseudonymizer;
  readonly collector: Pick<Collector, 'one'> & { readonly write: (events: readonly LogEvent[]) => Promise<void> };
  readonly desk: PrivacyDesk;
  readonly purposes: () => Promise<readonly ConsentPurpose[]>;
  /** Channels by name, and under which names people speak of them. */
  readonly channels: () => Promise<readonly { readonly name: string; readonly names: readonly string[] }[]>;
  /** Has the open erasures carried out. */
  readonly start: () => Promise<unknown>;
};

const tags = ['consent'];
const privacy = ['privacy'];
const person = z.object({ profileId: profileIdSchema });

/** What people allow, and what they may ask about their own data. */
export const privacyRoutes =
  ({ clickhouse, clock, pseudonymizer, collector, desk, purposes, channels, start }: Deps): Routes =>
  (app) => {
    const current = async (id: string): Promise<{ readonly profileId: string; readonly keys: readonly string[] }> => {
      const profileId = await profileAt(clickhouse, id, pseudonymizer);
      if (profileId === undefined) throw problem('not_found', { detail: `person ${id}`, detailZh: `客户 ${id}` });
      return { profileId, keys: await keysOfProfile(clickhouse, profileId) };
    };
    const consentOf = async (id: string) =>
      readConsent(clickhouse, await current(id), { purposes: await purposes(), channels: await channels() });

    app.get(
      '/api/people/:profileId/consent',
      {
        config: { scope: 'people:read' },
        schema: {
          tags,
          summary: 'What a person allows, and all they ever said of it',
          params: person,
          response: { 200: consentAnswerSchema },
        },
      },
      ({ params }) => consentOf(params.profileId),
    );
    app.put(
      '/api/people/:profileId/consent',
      {
        config: { scope: 'documents:write' },
        schema: {
          tags,
          summary: 'Write down a person’s yes or no',
          params: person,
          body: sayConsentSchema,
          response: { 200: consentAnswerSchema },
        },
      },
      async (request) => {
        const { profileId } = await current(request.params.profileId);
        describedPurpose(await purposes(), request.body.purpose);
        await collector.write([
          consentSaid({ ...request.body, by: actorOf(request).name, at: clock.now(), keys: [profileId] }),
        ]);
        return consentOf(profileId);
      },
    );
    app.put(
      '/v1/consents',
      {
        config: { scope: 'events:write', audit: false },
        schema: {
          tags,
          summary: 'A person’s yes or no, said in a system of yours',
          body: putConsentSchema,
          response: { 200: z.object({ success: z.literal(true) }) },
        },
      },
      async (request) => {
        const { id, said, at, messageId, ...properties } = request.body;
        describedPurpose(await purposes(), properties.purpose);
        await collector.one(
          'track',
          {
            event: said === 'given' ? '$consent_given' : '$consent_withdrawn',
            context: { ids: { [id.type]: id.value } },
            properties,
            timestamp: at ?? clock.now().toISOString(),
            ...(messageId === undefined ? {} : { messageId }),
          },
          actorOf(request).name,
        );
        return { success: true as const };
      },
    );

    app.get(
      '/api/privacy',
      {
        config: { scope: 'people:read' },
        schema: {
          tags: privacy,
          summary: 'Requests of people about their own data',
          response: { 200: privacyAnswerSchema },
        },
      },
      () => desk.overview(),
    );
    app.post(
      '/api/privacy/reports',
      {
        config: { scope: 'admin' },
        schema: {
          tags: privacy,
          summary: 'Everything known of a person, as one JSON document to hand to them',
          body: askReportSchema,
        },
      },
      async (request, reply) => {
        const report = await desk.report(request.body.id, actorOf(request).name);
        return reply
          .type('application/json; charset=utf-8')
          .header('content-disposition', 'attachment; filename="personal-data.json"')
          .header('cache-control', 'no-store')
          .serializer((body: unknown) => body as string)
          .send(Readable.from(report));
      },
    );
    app.post(
      '/api/privacy/erasures',
      {
        config: { scope: 'admin' },
        schema: {
          tags: privacy,
          summary: 'Erase a person from every store; `confirm` repeats the identifier',
          body: askErasureSchema,
          response: { 202: privacyRequestSchema },
        },
      },
      async (request, reply) => {
        const { id, confirm } = request.body;
        if (confirm !== id)
          throw problem('invalid_input', {
            field: 'confirm',
            detail: 'confirm: repeat the identifier to erase the person',
            detailZh: 'confirm：请再次输入该标识以确认删除',
          });
        const opened = await desk.erase(id, actorOf(request).name);
        await start();
        return reply.code(202).send(opened);
      },
    );
    app.post(
      '/api/privacy/tombstones/lift',
      {
        config: { scope: 'admin' },
        schema: {
          tags: privacy,
          summary: 'Let an erased identifier in again, because its holder signs up anew',
          body: liftSchema,
          response: { 200: z.object({ lifted: z.number() }) },
        },
      },
      async (request) => ({ lifted: await desk.lift(request.body.id) }),
    );
  };
