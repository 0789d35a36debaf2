import type { TagFlowsAnswer } from '../../../../src/profile/tags/schemas.ts';

type Flow = TagFlowsAnswer['flows'][number];

/** Dates of a period, the earliest first, the last one now: 90 days in three steps. To the minute, so that asking again is the same question. */
export const datesOf = (now: Date, periodDays: number, steps: number): readonly string[] => {
  const end = Math.floor(now.getTime() / 60_000) * 60_000;
  return Array.from({ length: steps + 1 }, (_, i) =>
    new Date(end - ((steps - i) * periodDays * 86_400_000) / steps).toISOString(),
  );
};

/** A value on one of the dates: the nodes of the chart. */
export const nodeName = (step: number, value: string | null): string => `${step} ${value ?? ''}`;

/** Nodes that have people, in the order of the values, those without one last. */
export const nodesOf = (
  flows: readonly Flow[],
  values: readonly string[],
  steps: number,
): readonly {
  readonly name: string;
  readonly step: number;
  readonly value: string | null;
  readonly people: number;
}[] =>
  Array.from({ length: steps + 1 }, (_, step) =>
    [...values, null].flatMap((value) => {
      const people = flows
        .filter((flow) =>
          step < steps ? flow.step === step && flow.from === value : flow.step === step - 1 && flow.to === value,
        )
        .reduce((sum, flow) => sum + flow.people, 0);
      // who was there only at the end of the step before, or has no value on both sides of it
      const arriving = flows.some((flow) => flow.step === step - 1 && flow.to === value);
      return people > 0 || arriving ? [{ name: nodeName(step, value), step, value, people }] : [];
    }),
  ).flat();

/** From the first date to the last, who is elsewhere: the largest change first. */
export const changesOf = (flows: readonly Flow[], step: number): readonly Flow[] =>
  flows.filter((flow) => flow.step === step && flow.from !== flow.to).toSorted((a, b) => b.people - a.people);

export const stayedOf = (flows: readonly Flow[], step: number): number =>
  flows.filter((flow) => flow.step === step && flow.from === flow.to).reduce((sum, { people }) => sum + people, 0);
