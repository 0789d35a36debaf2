import type { ErrorCode } from '#platform/error-table.ts';
import type { ErrorFacts } from '#platform/errors.ts';
import { fitEffect, type EffectArgs } from './effect/effect.ts';
import type { EffectModel } from './effect/format.ts';
import { explainEffect, predictEffect } from './effect/predict.ts';
import { explainGbdt, type Contributions } from './explain.ts';
import type { GbdtModel } from './gbdt/format.ts';
import { predictGbdt } from './gbdt/predict.ts';
import { trainGbdt, type TrainArgs } from './gbdt/train.ts';
import type { OnProgress } from './model.ts';
import { fitPropensity, type PropensityArgs } from './propensity.ts';
import { fitResponse, type ResponseArgs } from './response/fit.ts';
import type { ResponseModel } from './response/format.ts';
import { predictResponse, type Response } from './response/predict.ts';
import type { Table } from './table.ts';

type ModelAndTable = { readonly model: GbdtModel; readonly table: Table };
type EffectAndTable = { readonly model: EffectModel; readonly table: Table };

/**
 * The heavy work of this room, by name: what a worker thread can be asked for. Arguments and results are plain data;
 * progress comes as messages.
 */
export const workerJobs = {
  trainGbdt: (args: Omit<TrainArgs, 'onTree'>, onProgress: OnProgress) => trainGbdt({ ...args, onTree: onProgress }),
  predictGbdt: ({ model, table }: ModelAndTable): Float64Array => predictGbdt(model, table),
  explainGbdt: ({ model, table }: ModelAndTable): Contributions => explainGbdt(model, table),
  fitPropensity: (args: Omit<PropensityArgs, 'onProgress'>, onProgress: OnProgress) =>
    fitPropensity({ ...args, onProgress }),
  fitEffect: (args: Omit<EffectArgs, 'onProgress'>, onProgress: OnProgress) => fitEffect({ ...args, onProgress }),
  predictEffect: ({ model, table }: EffectAndTable): Float64Array[] => predictEffect(model, table),
  fitResponse: (args: Omit<ResponseArgs, 'onProgress'>, onProgress: OnProgress) => fitResponse({ ...args, onProgress }),
  predictResponse: ({ model, table }: { readonly model: ResponseModel; readonly table: Table }): Response =>
    predictResponse(model, table),
  explainEffect: ({ model, table }: EffectAndTable): Contributions[] => explainEffect(model, table),
};

export type JobName = keyof typeof workerJobs;
export type JobArgs<Name extends JobName> = Parameters<(typeof workerJobs)[Name]>[0];
export type JobResult<Name extends JobName> = ReturnType<(typeof workerJobs)[Name]>;

/** What the worker tells: any number of progress messages, then one result or one failure. */
export type WorkerMessage<Name extends JobName = JobName> =
  | { readonly type: 'progress'; readonly done: number; readonly of: number }
  | { readonly type: 'result'; readonly result: JobResult<Name> }
  | { readonly type: 'failure'; readonly failure: Failure };

/** An error as plain data: a class does not cross threads. */
export type Failure = {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly problem?: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined;
};
