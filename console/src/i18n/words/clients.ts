export const clientsEn = {
  'client.title': 'Send events',
  'client.own': 'Web page',
  'client.curl': 'Command line',
  'client.curl.note': 'Any language can do this: one HTTP call as in Segment’s spec.',
  'client.segment': 'Segment',
  'client.segment.note': 'Segment’s own clients, unchanged: only the host is another one.',
  'client.rudderstack': 'RudderStack',
  'client.rudderstack.note': 'RudderStack’s own clients, unchanged: data plane and configuration come from here.',
  'client.posthog': 'PostHog',
  'client.posthog.note': 'PostHog’s own clients, unchanged. $pageview becomes $page, $autocapture becomes autocapture.',
  'client.sensors': 'Sensors',
  'client.sensors.note':
    'Sensors’ own clients, unchanged: the write key is the token. $AppClick becomes AppClick, profile_set sets traits.',
  'client.cloudevents': 'CloudEvents',
  'client.cloudevents.note':
    'Version 1.0, single or batch: type is the event, subject the person, data the properties.',
} as const;

export const clientsZh: Readonly<Record<keyof typeof clientsEn, string>> = {
  'client.title': '上报事件',
  'client.own': '网页',
  'client.curl': '命令行',
  'client.curl.note': '任何语言都可以这样上报：按 Segment 规范发一个 HTTP 请求。',
  'client.segment': 'Segment',
  'client.segment.note': '直接使用 Segment 官方 SDK，只需把地址换成这里。',
  'client.rudderstack': 'RudderStack',
  'client.rudderstack.note': '直接使用 RudderStack 官方 SDK，数据地址和配置地址都换成这里。',
  'client.posthog': 'PostHog',
  'client.posthog.note': '直接使用 PostHog 官方 SDK。$pageview 记为 $page，$autocapture 记为 autocapture。',
  'client.sensors': '神策',
  'client.sensors.note': '直接使用神策官方 SDK，token 填写入密钥。$AppClick 记为 AppClick，profile_set 记为用户属性。',
  'client.cloudevents': 'CloudEvents',
  'client.cloudevents.note': '1.0 版，单条或批量：type 是事件名，subject 是用户，data 是属性。',
};
