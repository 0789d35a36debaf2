import { z } from 'zod';
import { arrivalsAnswerSchema, eventsAnswerSchema } from '../../../src/collect/schemas.ts';
import { derivedEventsAnswerSchema, derivedPreviewAnswerSchema } from '../../../src/collect/derived/schemas.ts';
import {
  biasAnswerSchema,
  coverageAnswerSchema,
  propertyFillSchema,
  qualityAnswerSchema,
} from '../../../src/collect/quality/schemas.ts';
import {
  draftAnswerSchema,
  planAnswerSchema,
  planEventAnswerSchema,
  tryPlanAnswerSchema,
} from '../../../src/collect/plan/schemas.ts';
import {
  previewAnswerSchema,
  quarantineAnswerSchema,
  quarantineRowsAnswerSchema,
  quarantineRunAnswerSchema,
  quarantineRunsAnswerSchema,
} from '../../../src/collect/quarantine/schemas.ts';
import {
  decisionsAnswerSchema,
  homeAnswerSchema,
  programAnswerSchema,
  programsAnswerSchema,
  roundAnswerSchema,
} from '../../../src/loop/schemas.ts';
import { identityAnswerSchema, identityHealthSchema, identityPreviewSchema } from '../../../src/identify/schemas.ts';
import {
  matchModelAnswerSchema,
  matchPairsAnswerSchema,
  matchRulesAnswerSchema,
} from '../../../src/identify/matching/schemas.ts';
import { jobSchema, jobsAnswerSchema } from '../../../src/platform/schemas.ts';
import { conditionWordsSchema } from '../../../src/app/condition-words/schemas.ts';
import { personAnswerSchema } from '../../../src/app/person/schemas.ts';
import {
  audienceAnswerSchema,
  audienceHistoryAnswerSchema,
  audienceSampleAnswerSchema,
  audiencesAnswerSchema,
  freezeSchema,
  overlapAnswerSchema,
  previewAnswerSchema as audiencePreviewSchema,
} from '../../../src/profile/live/schemas.ts';
import { privacyAnswerSchema, privacyRequestSchema } from '../../../src/app/erasure/schemas.ts';
import { consentAnswerSchema } from '../../../src/profile/consent/schemas.ts';
import {
  featureAnswerSchema,
  featurePeopleAnswerSchema,
  featuresAnswerSchema,
} from '../../../src/profile/feature-catalogue/schemas.ts';
import { peopleAnswerSchema } from '../../../src/profile/schemas.ts';
import { importPreviewSchema, importsAnswerSchema, stagedAnswerSchema } from '../../../src/collect/import/schemas.ts';
import type { AnswerName } from './answers.ts';
import {
  applyAnswerSchema,
  documentAnswerSchema,
  documentsAnswerSchema,
  kindsAnswerSchema,
} from '../../../src/documents/schemas.ts';
import { keysAnswerSchema, meAnswerSchema, newKeyAnswerSchema } from '../../../src/platform/http/auth/schemas.ts';

import { cataloguesAnswerSchema, entriesAnswerSchema } from '../../../src/profile/catalogues/schemas.ts';
import {
  personTagsAnswerSchema,
  tagAnswerSchema,
  taggedPeopleAnswerSchema,
  tagFlowsAnswerSchema,
  tagsAnswerSchema,
  tagTemplatesAnswerSchema,
  tagWorthAnswerSchema,
} from '../../../src/profile/tags/schemas.ts';

const schemas: Readonly<Record<AnswerName, z.ZodType>> = {
  nothing: z.unknown(),
  me: meAnswerSchema,
  keys: keysAnswerSchema,
  newKey: newKeyAnswerSchema,
  home: homeAnswerSchema,
  jobs: jobsAnswerSchema,
  job: z.object({ job: jobSchema }),
  programs: programsAnswerSchema,
  program: programAnswerSchema,
  round: roundAnswerSchema,
  decisions: decisionsAnswerSchema,
  people: peopleAnswerSchema,
  person: personAnswerSchema,
  features: featuresAnswerSchema,
  feature: featureAnswerSchema,
  featurePeople: featurePeopleAnswerSchema,
  identity: identityAnswerSchema,
  identityHealth: identityHealthSchema,
  identityPreview: identityPreviewSchema,
  conditionWords: conditionWordsSchema,
  consent: consentAnswerSchema,
  privacy: privacyAnswerSchema,
  privacyRequest: privacyRequestSchema,
  lifted: z.object({ lifted: z.number() }),
  audiences: audiencesAnswerSchema,
  audience: audienceAnswerSchema,
  audienceHistory: audienceHistoryAnswerSchema,
  audienceSample: audienceSampleAnswerSchema,
  audienceOverlap: overlapAnswerSchema,
  audiencePreview: audiencePreviewSchema,
  audienceFreeze: freezeSchema,
  matchRules: matchRulesAnswerSchema,
  matchModel: matchModelAnswerSchema,
  matchPairs: matchPairsAnswerSchema,
  events: eventsAnswerSchema,
  arrivals: arrivalsAnswerSchema,
  derived: derivedEventsAnswerSchema,
  derivedPreview: derivedPreviewAnswerSchema,
  quality: qualityAnswerSchema,
  propertyFill: propertyFillSchema,
  coverage: coverageAnswerSchema,
  bias: biasAnswerSchema,
  plan: planAnswerSchema,
  planEvent: planEventAnswerSchema,
  planTried: tryPlanAnswerSchema,
  planDraft: draftAnswerSchema,
  imports: importsAnswerSchema,
  importStaged: stagedAnswerSchema,
  importPreview: importPreviewSchema,
  quarantine: quarantineAnswerSchema,
  quarantineRows: quarantineRowsAnswerSchema,
  quarantinePreview: previewAnswerSchema,
  quarantineRun: quarantineRunAnswerSchema,
  quarantineRuns: quarantineRunsAnswerSchema,
  kinds: kindsAnswerSchema,
  documents: documentsAnswerSchema,
  document: documentAnswerSchema,
  applied: applyAnswerSchema,
  tags: tagsAnswerSchema,
  tag: tagAnswerSchema,
  taggedPeople: taggedPeopleAnswerSchema,
  tagFlows: tagFlowsAnswerSchema,
  tagWorth: tagWorthAnswerSchema,
  tagTemplates: tagTemplatesAnswerSchema,
  personTags: personTagsAnswerSchema,
  catalogues: cataloguesAnswerSchema,
  entries: entriesAnswerSchema,
};

/** Development only: says in the browser's console where an answer departs from its schema. */
export const checkAnswer = (name: AnswerName, path: string, answer: unknown): void => {
  const result = schemas[name].safeParse(answer);
  if (!result.success) console.error(`${path} departs from the schema "${name}"\n${z.prettifyError(result.error)}`);
};
