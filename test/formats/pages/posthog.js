import posthog from 'posthog-js';

const { host, key, user } = Object.fromEntries(new URLSearchParams(location.search));
// a browser led by a program counts as a bot, whose events posthog-js throws away
posthog.init(key, { api_host: host, person_profiles: 'always', opt_out_useragent_filter: true });
posthog.capture('product_viewed', { sku: 'f-1' });
posthog.identify(user, { city: '上海' }, { first_channel: 'wechat' });
posthog.capture('order_paid', { amount: 12.5 });
posthog.onFeatureFlags(() => {
  window.done = true;
});
