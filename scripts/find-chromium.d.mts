/** The Chromium for the browser tests: GYRE_CHROMIUM, or one on the PATH; undefined when there is none. */
export const findChromium: () => string | undefined;
/** The first of these programs on the PATH, whole path. */
export const onPath: (name: string) => string | undefined;
