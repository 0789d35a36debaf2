/**
 * Every error a caller can meet: code → HTTP status and public text in both languages.
 * `{detail}` is filled with the caller's detail. Internal facts never go in here: they are logged, not shown.
 */
export const errorTable = {
  invalid_input: { status: 400, en: 'The input is not valid: {detail}', zh: '输入有误：{detail}' },
  unauthenticated: {
    status: 401,
    en: 'Sign in or send a valid key. {detail}',
    zh: '请先登录或提供有效的密钥。{detail}',
  },
  sign_in_link_invalid: {
    status: 401,
    en: 'This sign-in link was used already or is too old. Ask for a new one.',
    zh: '该登录链接已使用或已过期，请重新获取。',
  },
  cross_site: {
    status: 403,
    en: 'This change was asked for by a page of another site.',
    zh: '该操作来自其他站点的页面，已拒绝。',
  },
  forbidden: {
    status: 403,
    en: 'This account or key may not do that. {detail}',
    zh: '当前账号或密钥没有此权限。{detail}',
  },
  not_found: { status: 404, en: 'Not found: {detail}', zh: '未找到：{detail}' },
  method_not_allowed: { status: 405, en: 'This address answers to {detail}.', zh: '该地址仅支持 {detail}。' },
  conflict: { status: 409, en: 'In conflict with the present state: {detail}', zh: '与当前状态冲突：{detail}' },
  too_little_data: {
    status: 422,
    en: 'Too little to learn from yet: {detail}',
    zh: '可供学习的数据还太少：{detail}',
  },
  lease_lost: { status: 409, en: 'Refused: {detail}', zh: '已拒绝：{detail}' },
  request_too_slow: { status: 408, en: 'The request came too slowly.', zh: '请求发送过慢，连接已关闭。' },
  headers_too_large: { status: 431, en: 'The headers are too large.', zh: '请求头过大。' },
  payload_too_large: { status: 413, en: 'Too large: {detail}', zh: '内容过大：{detail}' },
  unsupported_media_type: { status: 415, en: 'Unsupported content type: {detail}', zh: '不支持的内容类型：{detail}' },
  unprocessable: { status: 422, en: 'Understood, but cannot be done: {detail}', zh: '无法处理：{detail}' },
  too_many_requests: {
    status: 429,
    en: 'Too many requests; try again later. {detail}',
    zh: '请求过于频繁，请稍后再试。{detail}',
  },
  overloaded: { status: 503, en: 'Busy; try again in a moment. {detail}', zh: '系统繁忙，请稍后再试。{detail}' },
  store_unavailable: { status: 503, en: 'A store is not reachable. {detail}', zh: '存储暂不可用。{detail}' },
  query_too_heavy: { status: 422, en: 'The question is too heavy: {detail}', zh: '查询过重：{detail}' },
  setting_invalid: { status: 500, en: 'A setting is missing or wrong: {detail}', zh: '配置缺失或有误：{detail}' },
  data_dir_in_use: { status: 409, en: 'The data directory is in use: {detail}', zh: '数据目录正在使用中：{detail}' },
  schema_newer: {
    status: 500,
    en: 'The stores were written by a newer Gyre: {detail}',
    zh: '数据由更新版本的 Gyre 写入：{detail}',
  },
  schema_changed: {
    status: 500,
    en: 'A schema step was edited after it was applied: {detail}',
    zh: '已执行的数据库迁移被修改：{detail}',
  },
  coupon_not_found: { status: 404, en: 'There is no coupon with this code. {detail}', zh: '券码不存在。{detail}' },
  coupon_redeemed: { status: 409, en: 'This coupon has been used. {detail}', zh: '该券已被使用。{detail}' },
  coupon_void: { status: 409, en: 'This coupon has been withdrawn. {detail}', zh: '该券已作废。{detail}' },
  coupon_expired: { status: 422, en: 'This coupon has expired. {detail}', zh: '该券已过期。{detail}' },
  coupon_not_yet_valid: { status: 422, en: 'This coupon is not valid yet. {detail}', zh: '该券尚未生效。{detail}' },
  coupon_below_threshold: {
    status: 422,
    en: 'The order is below the amount this coupon needs. {detail}',
    zh: '订单金额未达到该券的使用门槛。{detail}',
  },
  coupon_wrong_currency: {
    status: 422,
    en: 'The order is in another currency than the coupon. {detail}',
    zh: '订单币种与该券不符。{detail}',
  },
  internal: { status: 500, en: 'Something broke on our side. {detail}', zh: '系统内部错误。{detail}' },
} as const;

export type ErrorCode = keyof typeof errorTable;
