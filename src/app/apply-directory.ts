import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { applyDocuments, type ApplyResult, type DocumentStore, parseYaml } from '#documents';
import { problem } from '#platform';

/** Applies a YAML file, or every one in a directory (mappings are files of their own kind and left out). */
export const applyDirectory = async (
  store: DocumentStore,
  path: string,
  options: { readonly dryRun?: boolean; readonly author: string },
): Promise<ApplyResult> => {
  const files = await yamlFiles(path);
  if (files.length === 0)
    throw problem('not_found', { detail: `no .yaml file in ${path}`, detailZh: `${path} 中没有 .yaml 文件` });
  const parsed = await Promise.all(
    files.map(async (file) => parseYaml(await readFile(file, 'utf8'), relative(process.cwd(), file) || file)),
  );
  const broken = parsed.flatMap(({ problems }) => problems);
  if (broken.length > 0) {
    const list = (language: 'en' | 'zh'): string =>
      broken
        .slice(0, 10)
        .map(({ file, line, column, message }) => `${file}:${line ?? 1}:${column ?? 1} ${message[language]}`)
        .join('\n');
    throw problem('invalid_input', { detail: list('en'), detailZh: list('zh') });
  }
  return applyDocuments(
    store,
    parsed.flatMap(({ documents }) => documents),
    options,
  );
};

const yamlFiles = async (path: string): Promise<readonly string[]> => {
  const facts = await stat(path).catch((cause: unknown) => {
    throw problem('not_found', { detail: path, cause });
  });
  if (facts.isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name) && !/^mapping\b/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
};
