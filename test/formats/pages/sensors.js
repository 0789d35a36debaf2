import sensors from 'sa-sdk-javascript';

const { host, key, user, send } = Object.fromEntries(new URLSearchParams(location.search));
sensors.init({
  server_url: `${host}/sa?project=default&token=${key}`,
  send_type: send,
  batch_send: send === 'batch' ? { send_interval: 300 } : false,
  heatmap: { clickmap: 'default' },
  show_log: false,
});
sensors.quick('autoTrack');
sensors.track('ProductView', { sku: 'f-1' });
sensors.login(user);
sensors.setProfile({ city: '上海' });
sensors.setOnceProfile({ first_channel: 'wechat' });
sensors.track('PayOrder', { amount: 12.5 });
window.done = true;
