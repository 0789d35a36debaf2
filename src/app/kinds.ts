import { channelKind, couponKind } from '#act';
import {
  alertKind,
  derivedEventKind,
  eventDefinitionKind,
  identifierTypeKind,
  importMappingKind,
  propertyKind,
  trackingPlanKind,
} from '#collect';
import { offerKind } from '#decide';
import { matchRuleKind } from '#identify';
import { createRegistry, type Registry } from '#documents';
import { programKind } from '#loop';
import { modelKind } from '#predict';
import { audienceKind, catalogueKind, consentPurposeKind, featureKind, tagKind } from '#profile';

/** Every kind of document, in the loop's order: those that are referred to before those that refer. */
export const documentRegistry = (): Registry =>
  createRegistry([
    propertyKind,
    eventDefinitionKind,
    derivedEventKind,
    trackingPlanKind,
    importMappingKind,
    identifierTypeKind,
    matchRuleKind,
    catalogueKind,
    featureKind,
    tagKind,
    audienceKind,
    consentPurposeKind,
    modelKind,
    couponKind,
    offerKind,
    channelKind,
    programKind,
    alertKind,
  ]);
