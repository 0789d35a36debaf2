import { channelKind, couponKind } from '#act';
import type { EventTitles } from '#collect';
import type { DocumentStore } from '#documents';
import { offerKind } from '#decide';
import { programKind } from '#loop';
import { modelKind } from '#predict';
import {
  audienceKind,
  consentChannels,
  type ConsentPurpose,
  consentPurposeKind,
  featureKind,
  purposesInForce,
  type Tag,
  tagKind,
} from '#profile';
import { type Words, asWords } from '../../platform/schemas.ts';
import { readEventTitles } from '../loop-documents.ts';

type Named = { readonly name: string; readonly title: Words };

/** What documents say about what a person's page names. */
export type PersonTitles = {
  readonly title: (kind: 'Feature' | 'Model' | 'Coupon' | 'Channel' | 'Offer' | 'Audience', name: string) => Words;
  readonly unit: (feature: string) => Words | null;
  readonly events: EventTitles;
  /** Of the brand's programs. */
  readonly currency: string;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly purposes: readonly ConsentPurpose[];
  /** Channels, each with the names people speak of it by. */
  readonly channels: readonly { readonly name: string; readonly names: readonly string[] }[];
};

const kinds =
  'Feature Model Coupon Channel Offer Program Tag Audience ConsentPurpose EventDefinition DerivedEvent'.split(' ');

/** Reads the documents again only when one of them has changed: a look at a person asks for sixty titles. */
export const createPersonTitles = (documents: DocumentStore): (() => Promise<PersonTitles>) => {
  let read: { readonly stamp: string; readonly titles: PersonTitles } | undefined;
  return async () => {
    const stamp = await documents.stamp(kinds);
    if (read?.stamp !== stamp) read = { stamp, titles: await readTitles(documents) };
    return read.titles;
  };
};

const readTitles = async (documents: DocumentStore): Promise<PersonTitles> => {
  const [features, models, coupons, channels, offers, programs, tags, audiences, purposes, events] = await Promise.all([
    documents.published(featureKind),
    documents.published(modelKind),
    documents.published(couponKind),
    documents.published(channelKind),
    documents.published(offerKind),
    documents.published(programKind),
    documents.published(tagKind),
    documents.published(audienceKind),
    documents.published(consentPurposeKind),
    readEventTitles(documents),
  ]);
  const titles = {
    Feature: titlesOf(features),
    Model: titlesOf(models),
    Coupon: titlesOf(coupons),
    Channel: titlesOf(channels),
    Offer: titlesOf(offers),
    Audience: titlesOf(audiences),
  };
  const units = new Map(features.map(({ name, spec }) => [name, spec.unit === undefined ? null : asWords(spec.unit)]));
  return {
    title: (kind, name) => titles[kind].get(name) ?? { zh: name, en: name },
    unit: (feature) => units.get(feature) ?? null,
    events,
    currency: programs[0]?.spec.limits.budget.split(' ')[1] ?? 'CNY',
    tags: new Map(tags.map((tag) => [tag.name, tag])),
    purposes: purposesInForce(purposes),
    channels: channels.map(({ name, spec }) => ({ name, names: consentChannels({ name, ...spec }) })),
  };
};

const titlesOf = (documents: readonly Named[]): ReadonlyMap<string, Words> =>
  new Map(documents.map(({ name, title }) => [name, title]));
