import type { OpenObject } from '../segment-message.ts';

/** Property → where Segment's spec has it in `context`: `['os', 'name']`; one step for members of `context` itself. */
export type ContextTable = Readonly<Record<string, readonly [string] | readonly [string, string]>>;

/**
 * Moves what a format says about device, app, page and library among the properties to where Segment's spec has it;
 * leaves out what only served the transport. All other properties stay as they are, `$` and all: only event names sign.
 */
export const splitContext = (
  properties: OpenObject,
  { table, drop }: { readonly table: ContextTable; readonly drop: ReadonlySet<string> },
): { readonly properties: OpenObject; readonly context: OpenObject } => {
  const own: [string, unknown][] = [];
  const context: Record<string, unknown> = {};
  const inner = new Map<string, Record<string, unknown>>();
  for (const [name, value] of Object.entries(properties)) {
    if (drop.has(name)) continue;
    const place = Object.hasOwn(table, name) ? table[name] : undefined;
    if (place === undefined) own.push([name, value]);
    else if (place.length === 1) context[place[0]] = value;
    else {
      const part = inner.get(place[0]) ?? {};
      part[place[1]] = value;
      inner.set(place[0], part);
      context[place[0]] = part;
    }
  }
  return { properties: Object.fromEntries(own), context };
};
