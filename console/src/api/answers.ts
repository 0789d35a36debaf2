import type { ArrivalsAnswer } from '../../../src/collect/schemas.ts';
import type { DerivedEventsAnswer, DerivedPreviewAnswer } from '../../../src/collect/derived/schemas.ts';
import type { ImportPreview, ImportsAnswer, StagedAnswer } from '../../../src/collect/import/schemas.ts';
import type { BiasAnswer, CoverageAnswer, PropertyFill, QualityAnswer } from '../../../src/collect/quality/schemas.ts';
import type { PlanAnswer, PlanEventAnswer, TryPlanAnswer } from '../../../src/collect/plan/schemas.ts';
import type {
  PreviewAnswer,
  QuarantineAnswer,
  QuarantineRowsAnswer,
  QuarantineRun,
  QuarantineRunsAnswer,
} from '../../../src/collect/quarantine/schemas.ts';
import type {
  DecisionsAnswer,
  HomeAnswer,
  ProgramAnswer,
  ProgramsAnswer,
  RoundAnswer,
} from '../../../src/loop/schemas.ts';
import type { MatchModelAnswer, MatchPairsAnswer, MatchRulesAnswer } from '../../../src/identify/matching/schemas.ts';
import type { IdentityAnswer, IdentityHealth, IdentityPreview } from '../../../src/identify/schemas.ts';
import type { Job } from '../../../src/platform/schemas.ts';
import type { ConditionWords } from '../../../src/app/condition-words/schemas.ts';
import type { PersonAnswer } from '../../../src/app/person/schemas.ts';
import type {
  AudienceAnswer,
  AudienceHistoryAnswer,
  AudienceSampleAnswer,
  AudiencesAnswer,
  OverlapAnswer,
  PreviewAnswer as AudiencePreview,
} from '../../../src/profile/live/schemas.ts';
import type { PrivacyAnswer, PrivacyRequest } from '../../../src/app/erasure/schemas.ts';
import type { ConsentAnswer } from '../../../src/profile/consent/schemas.ts';
import type {
  FeatureAnswer,
  FeaturePeopleAnswer,
  FeaturesAnswer,
} from '../../../src/profile/feature-catalogue/schemas.ts';
import type { PeopleAnswer } from '../../../src/profile/schemas.ts';
import type { LoggedEvent } from '../../../src/collect/schemas.ts';
import type { ApplyAnswer, DocumentAnswer, DocumentsAnswer, KindsAnswer } from '../../../src/documents/schemas.ts';
import type { KeysAnswer, MeAnswer, NewKeyAnswer } from '../../../src/platform/http/auth/schemas.ts';

import type { CataloguesAnswer, EntriesAnswer } from '../../../src/profile/catalogues/schemas.ts';
import type {
  PersonTagsAnswer,
  TagAnswer,
  TaggedPeopleAnswer,
  TagFlowsAnswer,
  TagsAnswer,
  TagTemplatesAnswer,
  TagWorthAnswer,
} from '../../../src/profile/tags/schemas.ts';

export type EventsAnswer = { readonly events: readonly LoggedEvent[]; readonly next: string | null };

/** Every answer the console reads, by name. */
export type Answers = {
  readonly nothing: unknown;
  readonly me: MeAnswer;
  readonly keys: KeysAnswer;
  readonly newKey: NewKeyAnswer;
  readonly home: HomeAnswer;
  readonly jobs: { readonly jobs: readonly Job[] };
  readonly job: { readonly job: Job };
  readonly programs: ProgramsAnswer;
  readonly program: ProgramAnswer;
  readonly round: RoundAnswer;
  readonly decisions: DecisionsAnswer;
  readonly people: PeopleAnswer;
  readonly person: PersonAnswer;
  readonly features: FeaturesAnswer;
  readonly feature: FeatureAnswer;
  readonly featurePeople: FeaturePeopleAnswer;
  readonly identity: IdentityAnswer;
  readonly identityHealth: IdentityHealth;
  readonly identityPreview: IdentityPreview;
  readonly audiences: AudiencesAnswer;
  readonly audience: AudienceAnswer;
  readonly audienceHistory: AudienceHistoryAnswer;
  readonly audienceSample: AudienceSampleAnswer;
  readonly audienceOverlap: OverlapAnswer;
  readonly audiencePreview: AudiencePreview;
  readonly audienceFreeze: AudienceAnswer['freezes'][number];
  readonly conditionWords: ConditionWords;
  readonly consent: ConsentAnswer;
  readonly privacy: PrivacyAnswer;
  readonly privacyRequest: PrivacyRequest;
  readonly lifted: { readonly lifted: number };
  readonly matchRules: MatchRulesAnswer;
  readonly matchModel: MatchModelAnswer;
  readonly matchPairs: MatchPairsAnswer;
  readonly events: EventsAnswer;
  readonly arrivals: ArrivalsAnswer;
  readonly derived: DerivedEventsAnswer;
  readonly derivedPreview: DerivedPreviewAnswer;
  readonly quality: QualityAnswer;
  readonly propertyFill: PropertyFill;
  readonly coverage: CoverageAnswer;
  readonly bias: BiasAnswer;
  readonly plan: PlanAnswer;
  readonly planEvent: PlanEventAnswer;
  readonly planTried: TryPlanAnswer;
  readonly planDraft: { readonly kind: string; readonly name: string; readonly version: number };
  readonly imports: ImportsAnswer;
  readonly importStaged: StagedAnswer;
  readonly importPreview: ImportPreview;
  readonly quarantine: QuarantineAnswer;
  readonly quarantineRows: QuarantineRowsAnswer;
  readonly quarantinePreview: PreviewAnswer;
  readonly quarantineRun: { readonly run: QuarantineRun };
  readonly quarantineRuns: QuarantineRunsAnswer;
  readonly kinds: KindsAnswer;
  readonly documents: DocumentsAnswer;
  readonly document: DocumentAnswer;
  readonly applied: ApplyAnswer;
  readonly tags: TagsAnswer;
  readonly tag: TagAnswer;
  readonly taggedPeople: TaggedPeopleAnswer;
  readonly tagFlows: TagFlowsAnswer;
  readonly tagWorth: TagWorthAnswer;
  readonly tagTemplates: TagTemplatesAnswer;
  readonly personTags: PersonTagsAnswer;
  readonly catalogues: CataloguesAnswer;
  readonly entries: EntriesAnswer;
};
export type AnswerName = keyof Answers;
