export const sdkEn = {
  'sdk.title': 'Record a web site',
  'sdk.paste':
    'Paste this before </head> on every page. Page views, clicks, reading time and abandoned forms then arrive by themselves.',
  'sdk.keyBegins': 'In place of WRITE_KEY put the key that begins with {prefix}.',
  'sdk.call': "Tell what only you know with gyre('track', …) and who it is with gyre('identify', …).",
  'sdk.demo': 'Try it in the demo shop',
  'sdk.show': 'Snippet',
  'sdk.close': 'Close',
} as const;

export const sdkZh: Readonly<Record<keyof typeof sdkEn, string>> = {
  'sdk.title': '统计一个网站',
  'sdk.paste': '把这段代码贴到每个页面的 </head> 之前。页面浏览、点击、阅读时长和放弃的表单会自动上报。',
  'sdk.keyBegins': '请把 WRITE_KEY 换成以 {prefix} 开头的密钥。',
  'sdk.call': "业务行为用 gyre('track', …) 上报，用户身份用 gyre('identify', …) 说明。",
  'sdk.demo': '到演示商店试一试',
  'sdk.show': '代码',
  'sdk.close': '关闭',
};
