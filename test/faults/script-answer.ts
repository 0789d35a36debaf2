import { execFileSync } from 'node:child_process';
import { packageRoot } from '#app';

/** What an exported function of a script answers: scripts are plain JavaScript and no part of the typed program. */
export const answerOfScript = (script: string, name: string): unknown => {
  const lines = `import { ${name} } from './scripts/${script}'; process.stdout.write(JSON.stringify(${name}() ?? null));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', lines], {
    cwd: packageRoot(),
    encoding: 'utf8',
  });
  return JSON.parse(text);
};
