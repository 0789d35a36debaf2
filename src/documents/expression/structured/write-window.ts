import { formatEvent, formatString } from '../format.ts';
import { fail, inside, item, type Place } from './place.ts';
import { isObject, type Json } from './structured.ts';
import { writeName, writeWhere } from './write-parts.ts';

const ago = /^\d+(?:\.\d+)?[dhm]$/;
const rolling = /^\d+(?:\.\d+)?[dhm](?:\s*\.\.\s*\d+(?:\.\d+)?[dhm])?$/;
const calendar = /^[a-z_]+$/i;
const sinceDate = /^since\s+"?(\d{4}-\d\d-\d\d)"?$/;
const sinceEvent = /^since\s+(last|first)\s+(\S+)$/;

/** `90d`, `this_month`, `since 2026-11-01`, `since last order_paid`, or `{ since: last, event: order_paid, where: … }`. */
export const writeWindow = (json: Json | undefined, place: Place): void => {
  if (json === undefined) return;
  place.writer.put(', ');
  if (isObject(json)) return writeSince(json, place);
  const text = typeof json === 'string' ? json.trim() : '';
  const date = sinceDate.exec(text)?.[1];
  const [, which, event] = sinceEvent.exec(text) ?? [];
  place.writer.at(place.path, () => {
    if (date !== undefined) place.writer.put(`since ${formatString(date)}`);
    else if (which !== undefined && event !== undefined) place.writer.put(`since ${which} ${formatEvent(event)}`);
    else if (rolling.test(text) || calendar.test(text)) place.writer.put(text);
    else
      fail(
        place,
        'Expected a window here, like 90d, 60d..30d, this_month, since 2026-11-01 or since last order_paid.',
        '此处应为时间窗，如 90d、60d..30d、this_month、since 2026-11-01 或 since last order_paid。',
      );
  });
};

const writeSince = (json: Readonly<Record<string, Json>>, place: Place): void => {
  const { since } = json;
  const other = Object.keys(json).find((key) => key !== 'since' && key !== 'event' && key !== 'where');
  if (other !== undefined) fail(inside(place, other), `A window has no "${other}".`, `时间窗没有“${other}”。`);
  if (since !== 'last' && since !== 'first') return writeWindowDate(since, inside(place, 'since'));
  place.writer.put(`since ${since} `);
  writeName(json['event'], inside(place, 'event'));
  writeWhere(json['where'], inside(place, 'where'));
};

const writeWindowDate = (json: Json | undefined, place: Place): void => {
  if (typeof json !== 'string')
    return fail(place, 'Expected "last", "first" or a date here.', '此处应为 "last"、"first" 或日期。');
  place.writer.at(place.path, () => place.writer.put(`since ${formatString(json)}`));
};

/** `[{ event: viewed }, { event: order_paid, where: …, within: 30m, not: true }]` */
export const writeSteps = (json: Json | undefined, place: Place): void => {
  if (!Array.isArray(json)) return fail(place, 'Expected a list of steps here.', '此处应为步骤列表。');
  json.forEach((step: Json, i) => {
    const at = item(place, i);
    if (i > 0) place.writer.put(' then ');
    if (!isObject(step))
      return fail(at, 'Expected a step like { event: order_paid } here.', '此处应为步骤，如 { event: order_paid }。');
    const other = Object.keys(step).find((key) => !stepKeys.has(key));
    if (other !== undefined) fail(inside(at, other), `A step has no "${other}".`, `步骤没有“${other}”。`);
    place.writer.at(at.path, () => {
      if (step['not'] === true) place.writer.put('not ');
      writeName(step['event'], inside(at, 'event'));
      writeWhere(step['where'], inside(at, 'where'));
      if (step['within'] !== undefined) writeWithin(step['within'], inside(at, 'within'));
    });
  });
};
const stepKeys: ReadonlySet<string> = new Set(['event', 'where', 'within', 'not']);

const writeWithin = (json: Json, place: Place): void => {
  if (typeof json !== 'string' || !ago.test(json))
    return fail(place, 'Expected a time like 30m here.', '此处应为时长，如 30m。');
  place.writer.at(place.path, () => place.writer.put(` within ${json}`));
};
