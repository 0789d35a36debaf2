import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const { host, key, user } = Object.fromEntries(new URLSearchParams(location.search));
const analytics = new RudderAnalytics();
analytics.load(key, host, {
  configUrl: host,
  queueOptions: { batch: { enabled: true, maxItems: 4, flushInterval: 500 } },
});
analytics.page('home');
analytics.track('product_viewed', { sku: 'f-1' });
analytics.identify(user, { city: '上海' });
analytics.track('order_paid', { revenue: 12.5 });
window.done = true;
