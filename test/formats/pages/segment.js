import { AnalyticsBrowser } from '@segment/analytics-next';

// settings and events both from the host of the page's address
const { host, key, user } = Object.fromEntries(new URLSearchParams(location.search));
const analytics = AnalyticsBrowser.load({ writeKey: key, cdnURL: host });
await analytics.page('home');
await analytics.track('product_viewed', { sku: 'f-1' });
await analytics.identify(user, { city: '上海' });
await analytics.track('order_paid', { revenue: 12.5 });
window.done = true;
