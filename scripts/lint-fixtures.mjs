/**
 * A lint rule that cannot fail is a defect: test/lint-fixtures is a small house of its own in which every file breaks
 * one rule, named in its first line (`// expect: plugin/rule`), or none (`// expect: nothing`). The real configuration
 * is run on it and must find exactly those: each violation, and nothing in the files that keep the rules.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './outputs.mjs';

const house = join(root, 'test/lint-fixtures');
const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');

const files = readdirSync(house, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative(house, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .toSorted();

const run = spawnSync(
  process.execPath,
  [oxlint, '--config', join(root, '.oxlintrc.json'), '--type-aware', '--format', 'json', '.'],
  { cwd: house, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 },
);
if (run.status === null || !run.stdout.trimStart().startsWith('{')) {
  process.stderr.write(`oxlint did not run on the fixtures:\n${run.stdout}${run.stderr}`);
  process.exit(1);
}

/** `plugin(rule)` as the linter reports it → `plugin/rule` as one writes it. */
const written = (code) => code.replace(/^(.+)\((.+)\)$/, '$1/$2');
/** @type {Map<string, Set<string>>} file → rules that complained about it */
const found = new Map(files.map((file) => [file, new Set()]));
for (const { filename, code } of JSON.parse(run.stdout).diagnostics) found.get(filename)?.add(written(code));

const complaints = files.flatMap((file) => {
  const expected = /^\/\/ expect: (\S+)/.exec(readFileSync(join(house, file), 'utf8'))?.[1];
  if (expected === undefined) return [`${file}: the first line must say what to expect`];
  const rules = [...(found.get(file) ?? [])];
  if (expected === 'nothing') return rules.map((rule) => `${file}: keeps the rules, yet ${rule} complains`);
  return rules.length === 1 && rules[0] === expected
    ? []
    : [`${file}: ${expected} must be the one to complain; found ${rules.join(', ') || 'nothing'}`];
});

const violations = files.filter((file) => !readFileSync(join(house, file), 'utf8').startsWith('// expect: nothing'));
if (violations.length < 20)
  complaints.push(`only ${violations.length} violations are tried: the fixtures are not all there`);

for (const complaint of complaints) process.stderr.write(`lint fixture ${complaint}\n`);
if (complaints.length > 0) process.exit(1);
process.stdout.write(
  `lint fixtures: ${violations.length} violations caught, ${files.length - violations.length} clean files left alone\n`,
);
