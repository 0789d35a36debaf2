/**
 * The script a page loads by the snippet. Until it is there, `gyre(…)` puts its calls into `gyre.q`; here they are
 * carried out, and every later one at once. Nothing is recorded before `gyre('init', writeKey, options)`.
 */
import { createGyre } from './gyre.ts';

declare global {
  interface Window {
    gyre?: { (...call: readonly unknown[]): void; readonly q?: Iterable<unknown>[] };
  }
}

const script = document.currentScript;
const host = script instanceof HTMLScriptElement ? new URL(script.src).origin : undefined;
const waiting: Iterable<unknown>[] = window.gyre?.q ?? [];
let started: Readonly<Record<string, unknown>> | undefined;

const carryOut = ([name, arg, ...more]: Iterable<unknown>): void => {
  // a page must never break because of what watches it
  try {
    const action = started?.[String(name)];
    if (typeof action === 'function') action(arg, ...more);
    else if (name === 'ready' && typeof arg === 'function') arg(started);
    else if (name !== 'init') console.warn('Gyre?', name);
  } catch (error) {
    console.warn('Gyre', error);
  }
};

const work = (): void => {
  for (const [name, writeKey, options] of waiting) {
    // the page's own words: what is no object has no options in it
    if (name === 'init' && typeof writeKey === 'string') started ??= createGyre({ host, ...Object(options), writeKey });
  }
  if (started !== undefined) waiting.splice(0).forEach(carryOut);
};

// a page that has the script twice has it once
if (!window.gyre || window.gyre.q) {
  window.gyre = (...call) => {
    waiting.push(call);
    work();
  };
  work();
}
