import { z } from 'zod';
import { problem } from '#platform';
import { actorOf } from '#platform/http/access.ts';
import type { Routes } from '#platform/http/http-server.ts';
import { profileIdSchema } from '../../platform/schemas.ts';
import {
  giveTagSchema,
  personTagsAnswerSchema,
  tagAnswerSchema,
  taggedPeopleAnswerSchema,
  tagFlowsAnswerSchema,
  tagsAnswerSchema,
  tagTemplatesAnswerSchema,
  tagWorthAnswerSchema,
} from '../../profile/tags/schemas.ts';
import type { TagDesk } from '../tag-desk.ts';

const read = { scope: 'people:read' } as const;
const write = { scope: 'events:write' } as const;
const tags = ['tags'];
const params = z.object({ name: z.string().min(1).max(100) });
const personParams = z.object({ profileId: profileIdSchema, name: z.string().min(1).max(100) });
const identifier = z.string().min(3).max(300).describe('user_id:u1');
const dayMs = 86_400_000;
const mostDates = 13;

/** `?dates=2026-01-01T00:00:00Z,…` in order of time, the last one now if left out. */
const datesSchema = z
  .string()
  .max(500)
  .transform((text) => text.split(',').map((each) => new Date(each)))
  .refine((dates) => dates.every((date) => !Number.isNaN(date.getTime())), 'dates such as 2026-01-01T00:00:00Z')
  .refine((dates) => dates.length >= 2 && dates.length <= mostDates, `between 2 and ${mostDates} dates`)
  .refine((dates) => dates.every((date, i) => i === 0 || date > (dates[i - 1] ?? date)), 'in order of time');

/** Tags: what they say of whom, how people move between their values, and giving them. */
export const tagRoutes =
  ({ desk }: { readonly desk: TagDesk }): Routes =>
  (app) => {
    app.get(
      '/api/tags',
      {
        config: read,
        schema: { tags, summary: 'All tags with sizes per value and trend', response: { 200: tagsAnswerSchema } },
      },
      () => desk.list(),
    );
    app.get(
      '/api/tags/templates',
      {
        config: read,
        schema: {
          tags,
          summary: 'Ready-made tags as YAML, for your own event of a paid order',
          querystring: z.object({
            event: z.string().min(1).max(100).optional(),
            amount: z.string().min(1).max(100).optional(),
          }),
          response: { 200: tagTemplatesAnswerSchema },
        },
      },
      ({ query }) => desk.templates(query),
    );
    app.get(
      '/api/tags/:name',
      {
        config: read,
        schema: {
          tags,
          summary: 'One tag: its document, sizes over time, cuts, and who uses it',
          params,
          response: { 200: tagAnswerSchema },
        },
      },
      (request) => desk.one(request.params.name),
    );
    app.get(
      '/api/tags/:name/people',
      {
        config: read,
        schema: {
          tags,
          summary: 'People with the tag, the latest to get it first',
          params,
          querystring: z.object({
            value: z.string().max(100).optional(),
            limit: z.coerce.number().int().min(1).max(100).default(30),
          }),
          response: { 200: taggedPeopleAnswerSchema },
        },
      },
      (request) => desk.people(request.params.name, request.query),
    );
    app.get(
      '/api/tags/:name/flows',
      {
        config: read,
        schema: {
          tags,
          summary: 'How many went from which value to which between dates, worked out from the log',
          params,
          querystring: z.object({ dates: datesSchema }),
          response: { 200: tagFlowsAnswerSchema },
        },
      },
      (request) => {
        const [first] = request.query.dates;
        if (first !== undefined && Date.now() - first.getTime() > 3660 * dayMs)
          throw problem('invalid_input', {
            detail: 'ten years back at most',
            detailZh: '最多回看十年',
            field: 'dates',
          });
        return desk.flows(request.params.name, request.query.dates);
      },
    );
    app.get(
      '/api/tags/:name/worth',
      {
        config: read,
        schema: {
          tags,
          summary: 'Of a ranked tag: people, sum, mean and median of its number per value',
          params,
          response: { 200: tagWorthAnswerSchema },
        },
      },
      (request) => desk.worth(request.params.name),
    );
    app.get(
      '/api/people/:profileId/tags',
      {
        config: read,
        schema: {
          tags,
          summary: 'The tags of one person, as of this moment',
          params: z.object({ profileId: profileIdSchema }),
          response: { 200: personTagsAnswerSchema },
        },
      },
      (request) => desk.ofPerson(request.params.profileId),
    );
    app.put(
      '/api/people/:profileId/tags/:name',
      {
        config: write,
        schema: {
          tags,
          summary: 'Give a person a tag',
          params: personParams,
          body: giveTagSchema,
          response: { 200: personTagsAnswerSchema },
        },
      },
      async (request) => {
        const { name, profileId } = request.params;
        await desk.give(name, profileId, request.body, actorOf(request).name);
        return desk.ofPerson(profileId);
      },
    );
    app.delete(
      '/api/people/:profileId/tags/:name',
      {
        config: write,
        schema: {
          tags,
          summary: 'Take a tag from a person',
          params: personParams,
          response: { 200: personTagsAnswerSchema },
        },
      },
      async (request) => {
        const { name, profileId } = request.params;
        await desk.take(name, profileId, actorOf(request).name);
        return desk.ofPerson(profileId);
      },
    );
    app.put(
      '/v1/tags/:name/people',
      {
        config: write,
        schema: {
          tags,
          summary: 'Give many people a tag, by their identifiers',
          description:
            'All of them or, with an error in one, none. Given again with another value, the last one stands. An identifier nobody is known by is refused (404), or with `create` becomes a person.',
          params,
          body: z.strictObject({
            people: z
              .array(giveTagSchema.extend({ id: identifier }))
              .min(1)
              .max(1000),
            create: z.boolean().optional(),
          }),
          response: { 200: z.object({ given: z.number() }) },
        },
      },
      async (request) => {
        const { people, create } = request.body;
        await desk.giveMany(
          request.params.name,
          people.map(({ id, ...given }) => ({ id, given })),
          { by: actorOf(request).name, create },
        );
        return { given: people.length };
      },
    );
    app.delete(
      '/v1/tags/:name/people',
      {
        config: write,
        schema: {
          tags,
          summary: 'Take a tag from many people, by their identifiers',
          params,
          body: z.strictObject({ people: z.array(identifier).min(1).max(1000) }),
          response: { 200: z.object({ taken: z.number() }) },
        },
      },
      async (request) => {
        const { people } = request.body;
        await desk.giveMany(
          request.params.name,
          people.map((id) => ({ id, given: null })),
          { by: actorOf(request).name },
        );
        return { taken: people.length };
      },
    );
  };
