import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const executable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The first of these programs on the PATH, whole path. */
export const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(executable);

/** The Chromium for the browser tests: GYRE_CHROMIUM, or one on the PATH; undefined when there is none. */
export const findChromium = () => {
  const named = process.env.GYRE_CHROMIUM;
  if (named) return executable(named) ? named : undefined;
  return names.map(onPath).find(Boolean);
};
