/** The client people may already have, and what to write so that it sends here. */
export const snippetClients = ['curl', 'segment', 'rudderstack', 'posthog', 'sensors', 'cloudevents'] as const;
export type SnippetClient = (typeof snippetClients)[number];

/** The same as in docs/send-events.md; a test holds the two together. */
export const clientSnippet = (client: SnippetClient, origin: string, writeKey = 'WRITE_KEY'): string =>
  lines(client, origin, writeKey).join('\n');

const lines = (client: SnippetClient, origin: string, writeKey: string): readonly string[] => {
  switch (client) {
    case 'curl':
      return [
        `curl -u ${writeKey}: ${origin}/v1/track \\`,
        `  -H 'content-type: application/json' \\`,
        `  -d '{"event":"order_paid","userId":"u-1","properties":{"order_id":"o-1","amount":299,"margin":88}}'`,
      ];
    case 'segment':
      return [
        `// browser: @segment/analytics-next`,
        `const analytics = AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${origin}' })`,
        `// server: @segment/analytics-node`,
        `const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' })`,
      ];
    case 'rudderstack':
      return [
        `// browser: @rudderstack/analytics-js`,
        `analytics.load('${writeKey}', '${origin}', { configUrl: '${origin}' })`,
        `// server: @rudderstack/rudder-sdk-node`,
        `const analytics = new RudderAnalytics('${writeKey}', { dataPlaneUrl: '${origin}' })`,
      ];
    case 'posthog':
      return [
        `// browser: posthog-js`,
        `posthog.init('${writeKey}', { api_host: '${origin}' })`,
        `// server: posthog-node`,
        `const posthog = new PostHog('${writeKey}', { host: '${origin}' })`,
      ];
    case 'sensors':
      return [
        `// browser: sa-sdk-javascript`,
        `sensors.init({ server_url: '${origin}/sa?project=default&token=${writeKey}', send_type: 'beacon' })`,
        `// server: sa-sdk-node`,
        `sa.submitTo({ url: '${origin}/sa?project=default&token=${writeKey}' })`,
      ];
    case 'cloudevents':
      return [
        `curl '${origin}/v1/cloudevents?writeKey=${writeKey}' \\`,
        `  -H 'content-type: application/cloudevents+json' \\`,
        `  -d '{"specversion":"1.0","id":"e-1","source":"/pos/7","type":"store_visited","subject":"u-1","data":{"store":"s-9"}}'`,
      ];
  }
};
