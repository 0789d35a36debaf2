const sensitive = /(id_?card|passport|身份证|health|illness|religion|bank_?card|银行卡|lat(itude)?$|lng$|longitude)/i;
const personal =
  /(phone|mobile|tel$|e?mail|address|real_?name|full_?name|nick_?name|receiver|consignee|birth|wechat|openid|手机|电话|邮箱|地址|姓名|生日|收货人)/i;

/** A mainland phone number, an e-mail address, an id card. */
const looksPersonal = /(^|\D)1[3-9]\d{9}(\D|$)|[^\s"@]+@[^\s"@]+\.[a-z]{2,}|(^|\D)\d{17}[\dXx](\D|$)/;

/** A guess from the property's name and some of its values, for a person to confirm. Values are JSON texts. */
export const likelyPersonal = (name: string, values: readonly string[]): 'none' | 'personal' | 'sensitive' => {
  if (sensitive.test(name)) return 'sensitive';
  if (personal.test(name)) return 'personal';
  return values.some((raw) => raw.startsWith('"') && looksPersonal.test(raw)) ? 'personal' : 'none';
};
