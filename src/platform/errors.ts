import { errorTable, type ErrorCode } from './error-table.ts';

export type ErrorFacts = {
  /** Public: what exactly is wrong, in words a caller may read. */
  readonly detail?: string;
  /** Public: the same in Chinese, where the detail is a sentence and not a name. */
  readonly detailZh?: string;
  /** Public: the input field at fault, as a path such as `spec.features[2]`. */
  readonly field?: string;
  /** Private: logged, never sent. */
  readonly internal?: string;
  /** Public: when a retry makes sense. */
  readonly retryAfterSeconds?: number;
  /** Private: work in the background that met it is not tried again. */
  readonly final?: boolean;
  readonly cause?: unknown;
};

/** The one error class. Its code decides status and text; see the error table. */
export class GyreError extends Error {
  override readonly name = 'GyreError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(fill(errorTable[code].en, facts.detail), { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  /** The text for the caller, in both languages. */
  get publicText(): { readonly en: string; readonly zh: string } {
    const { en, zh } = errorTable[this.code];
    return { en: fill(en, this.facts.detail), zh: fill(zh, this.facts.detailZh ?? this.facts.detail) };
  }
}

/** `throw problem('not_found', { detail: 'Feature "x"' })` */
export const problem = (code: ErrorCode, facts?: ErrorFacts): GyreError => new GyreError(code, facts);

const fill = (text: string, detail = ''): string => text.replace('{detail}', () => detail).trim();
