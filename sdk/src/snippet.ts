/**
 * The script a page loads by the snippet. Until it is there, `gyre(…)` puts its calls into `gyre.q`; here they are
 * carried out, and every later one at once. Nothing is recorded before `gyre('init', writeKey, options)`.
 */
import { createGyre, type Gyre } from './gyre.ts';

declare global {
  interface Window {
    gyre?: { (...call: readonly unknown[]): void; readonly q?: Iterable<unknown>[] };
  }
}

const script = document.currentScript;
const host = script instanceof HTMLScriptElement ? new URL(script.src).origin : undefined;
const waiting: Iterable<unknown>[] = window.gyre?.q ?? [];
let started: Gyre | undefined;

const carryOut = ([name, arg, ...more]: Iterable<unknown>): void => {
  // a page must never break because of what watches it
  try {
    const action: unknown = started && Reflect.get(started, String(name));
    if (typeof action === 'function') Reflect.apply(action, undefined, [arg, ...more]);
    else if (name === 'ready' && typeof arg === 'function') arg(started);
    else if (name !== 'init') console.warn('Gyre has no command', name);
  } catch (error) {
    console.warn('Gyre', error);
  }
};

const work = (): void => {
  if (started === undefined) {
    const [, writeKey, options] = waiting.map((call) => [...call]).find(([name]) => name === 'init') ?? [];
    if (writeKey === undefined) return;
    // the page's own words: what is no object has no options in it
    started = createGyre({ host, ...Object(options), writeKey: String(writeKey) });
  }
  waiting.splice(0).forEach(carryOut);
};

// a page that has the script twice has it once
if (!window.gyre || window.gyre.q) {
  window.gyre = (...call) => {
    waiting.push(call);
    work();
  };
  work();
}
