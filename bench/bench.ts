/** What `npm run bench -- NAME` can be told. */
export type BenchOptions = {
  readonly seed: string;
  /** Size of the simulated world. */
  readonly customers: number;
  /** Folder with `online_retail/` and `cdnow/`. */
  readonly dataFolder: string;
  /** One data set of the backtest; both when left out. */
  readonly dataset: string | undefined;
  /** Length of one measured slice (ingest). */
  readonly seconds: number;
  /** Length of the soak after it; 0 for none (ingest). */
  readonly minutes: number;
  /** How often each of the two is killed, and how many broken bodies are sent (faults). */
  readonly kills: number;
  readonly bodies: number;
  /** Size of the graph (identity). */
  readonly links: number;
  /** People and events of a log that the engine writes (audiences, features). */
  readonly profiles: number;
  readonly events: number;
};

/** A figure's two faces: one JSON object for machines, a table for people. */
export type Figures = { readonly json: object; readonly text: string };

export type Bench = {
  readonly name: string;
  readonly title: string;
  readonly run: (options: BenchOptions) => Promise<Figures>;
};

/** What went wrong is the caller's to mend: told in one sentence, without a stack. */
export class BenchProblem extends Error {}
