/**
 * What posthog-js asks for when it starts: everything Gyre does not do is said to be off, so that the client neither
 * fetches its recorder nor its surveys, and starts without an error.
 */
export const remoteConfig = {
  supportedCompression: ['gzip-js', 'base64'],
  hasFeatureFlags: false,
  captureDeadClicks: false,
  capturePerformance: false,
  autocapture_opt_out: false,
  autocaptureExceptions: false,
  analytics: { endpoint: '/e/' },
  elementsChainAsString: true,
  errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
  sessionRecording: false,
  heatmaps: false,
  // without a word of surveys; told there are none, it still fetches what shows them
  productTours: false,
  conversations: false,
  logs: { captureConsoleLogs: false },
  defaultIdentifiedOnly: true,
  siteApps: [],
  siteAppsJS: [],
  toolbarParams: {},
  isAuthenticated: false,
} as const;

/** The same as a script, which the snippet loads. Nothing of the token but letters of a key reaches the script. */
export const remoteConfigScript = (token: string): string => {
  const key = JSON.stringify(token.replaceAll(/[^\w-]/g, ''));
  const value = JSON.stringify({ config: remoteConfig, siteApps: [] });
  return `(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{})[${key}]=${value};`;
};

/** The answer to `/flags` and `/decide`: no flag is known; the shapes of old clients and new ones in one. */
export const noFlags = {
  ...remoteConfig,
  config: { enable_collect_everything: true },
  flags: {},
  featureFlags: {},
  featureFlagPayloads: {},
  errorsWhileComputingFlags: false,
} as const;
