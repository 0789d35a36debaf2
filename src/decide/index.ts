export type { Assignment, AssignmentProblem, Resource } from './assignment.ts';
export { expectedValue, type ExpectedValueInput } from './expected-value.ts';
export { groupOf, groups, type Group, type GroupShares } from './groups.ts';
export { optimise, type OptimiseOptions } from './optimise.ts';
export { optimiseInWorker } from './optimise-in-worker.ts';
export { plan, type Candidate, type GroupFigures, type Plan, type PlanInput, type ResourceFigures } from './plan.ts';
export {
  doublyRobust,
  inversePropensity,
  selfNormalised,
  type LoggedDecision,
  type ModelledDecision,
  type PolicyValue,
} from './policy-value.ts';
export { reasonWords, type ReasonNames } from './reason-words.ts';
export type { CandidateView, Explanation, Reason, Rejection } from './reasons.ts';
export { rfmScores, type Rfm, type RfmScores } from './rule.ts';
export { offerSpecSchema, type OfferSpec } from './schemas.ts';
export { offerKind } from './kinds.ts';
