import { expect, test } from 'vitest';
import { compileMessage } from './templates.ts';

test('a message is rendered as text and as HTML, where what a person wrote stays text', () => {
  const render = compileMessage({
    title: 'Hi {{ person.name }}',
    body: 'Save 20 > 10 with {{ coupon.code }},\n{% if person.vip %}dear {% endif %}{{ person.name }}!',
  });
  expect(render({ person: { name: '<b>Ada</b>', vip: true }, coupon: { code: 'A-1' } })).toEqual({
    title: 'Hi <b>Ada</b>',
    body: 'Save 20 > 10 with A-1,\ndear <b>Ada</b>!',
    html: 'Save 20 &gt; 10 with A-1,<br>\ndear &lt;b&gt;Ada&lt;/b&gt;!',
  });
});

test('a misspelt variable stops the message instead of leaving a gap', () => {
  expect(() => compileMessage({ title: 'Hi', body: '{{ persn.name }}' })({ person: { name: 'Ada' } })).toThrow('persn');
});

test('a broken template is refused with its field', () => {
  expect(() => compileMessage({ title: '{{ name', body: '' })).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ field: 'title' }) }),
  );
});

test('a line break in a name cannot add a header to a mail', () => {
  expect(compileMessage({ title: '{{ name }}', body: '' })({ name: 'Ada\r\nBcc: all@example.com' }).title).toBe(
    'Ada Bcc: all@example.com',
  );
});

test('templates cannot read files or prototypes', () => {
  expect(() => compileMessage({ title: '', body: '{% include "/etc/passwd" %}' })({})).toThrow('ENOENT');
  expect(() => compileMessage({ title: '', body: '{{ name.constructor }}' })({ name: {} })).toThrow(
    'undefined variable',
  );
});
