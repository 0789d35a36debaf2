import type { ModelPlan } from './plan-model.ts';
import type { RulePlan } from './plan-rule.ts';
import type { UniformDesign } from './uniform-design.ts';

/** How each treated group was decided; rows are the group's people in order. */
export type GroupPlans = {
  readonly random: UniformDesign;
  readonly rule: RulePlan;
  readonly model: ModelPlan;
};
