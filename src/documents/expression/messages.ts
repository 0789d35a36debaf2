type Words = { readonly en: string; readonly zh: string };
const quoted = (name: string): Words => ({ en: `"${name}"`, zh: `“${name}”` });
const similar = (guess: string | undefined): Words =>
  guess === undefined ? { en: '', zh: '' } : { en: ` Did you mean "${guess}"?`, zh: `是否想写“${guess}”？` };

const typeNames = {
  number: { en: 'a number', zh: '数值' },
  string: { en: 'a text', zh: '文本' },
  boolean: { en: 'a condition (true or false)', zh: '条件（真/假）' },
} as const;
type TypeName = keyof typeof typeNames;

/** Everything the language can complain about. Each says what is wrong and how to mend it. */
export const messages = {
  too_long: (length: number, most: number): Words => ({
    en: `The expression has ${length} characters; at most ${most} are allowed. Split it into several features or audiences.`,
    zh: `表达式有 ${length} 个字符，最多允许 ${most} 个。请拆分成多个特征或人群。`,
  }),
  too_deep: (most: number): Words => ({
    en: `The expression nests deeper than ${most} levels. Split it into several features or audiences.`,
    zh: `表达式嵌套超过 ${most} 层。请拆分成多个特征或人群。`,
  }),
  bad_character: (character: string): Words => ({
    en: `${quoted(character).en} has no meaning here. Remove it, or put names with unusual characters in quotes.`,
    zh: `此处不能使用${quoted(character).zh}。请删除，或把含特殊字符的名称放进引号。`,
  }),
  full_width: (character: string, meant: string): Words => ({
    en: `${quoted(character).en} is a full-width character. Write ${meant} instead.`,
    zh: `${quoted(character).zh}是全角字符，请改用半角 ${meant}。`,
  }),
  open_string: (quote: string): Words => ({
    en: `This text is never closed. Add ${quote} at its end.`,
    zh: `文本没有结束，请在末尾补上 ${quote}。`,
  }),
  bad_string: (): Words => ({
    en: 'Texts may be up to 1,000 characters long, on one line; write \\n for a line break and \\\\ for a backslash.',
    zh: '文本最长 1000 个字符且不能换行；换行写作 \\n，反斜杠写作 \\\\。',
  }),
  bad_number: (text: string): Words => ({
    en: `${quoted(text).en} is not a number. Write it like 300 or 0.25; a window like 90d, 12h or 30m.`,
    zh: `${quoted(text).zh}不是有效数字。数字写作 300 或 0.25，时间窗写作 90d、12h 或 30m。`,
  }),
  bad_name: (name: string): Words => ({
    en: `${quoted(name).en} cannot be a name here. Names have letters, digits, _, $, spaces and hyphens, and at most 64 characters.`,
    zh: `${quoted(name).zh}不能用作名称。名称可含字母、汉字、数字、_、$、空格和连字符，最长 64 个字符。`,
  }),
  expected: (what: Words, found: string): Words => ({
    en: `Expected ${what.en}, but found ${found === '' ? 'the end' : quoted(found).en}.`,
    zh: `此处应为${what.zh}，却遇到${found === '' ? '结尾' : quoted(found).zh}。`,
  }),
  chained_comparison: (): Words => ({
    en: 'Comparisons cannot be chained. Write "a < b and b < c".',
    zh: '比较不能连写。请写成 “a < b and b < c”。',
  }),
  unknown_function: (name: string, guess?: string): Words => ({
    en: `There is no function ${quoted(name).en}.${similar(guess).en}`,
    zh: `没有函数${quoted(name).zh}。${similar(guess).zh}`,
  }),
  bare_name: (name: string): Words => ({
    en: `${quoted(name).en} stands alone. Name what to compute, like count(${name}) or sum(${name}.amount); texts need quotes.`,
    zh: `${quoted(name).zh}不能单独使用。请写明计算方式，如 count(${name}) 或 sum(${name}.amount)；文本需要加引号。`,
  }),
  nested_aggregate: (name: string): Words => ({
    en: `${name}(…) looks at all events of a person and cannot stand inside "where", which looks at one event. Move it out with "and".`,
    zh: `${name}(…) 统计一个人的全部事件，不能放在只看单个事件的 where 里。请移到外面用 and 连接。`,
  }),
  property_needed: (name: string, event: string): Words => ({
    en: `${name} needs a property: write ${name}(${event}.amount).`,
    zh: `${name} 需要指定属性：请写成 ${name}(${event}.amount)。`,
  }),
  property_unwanted: (name: string, event: string): Words => ({
    en: `${name} is about the event itself: write ${name}(${event}), and filter with "where".`,
    zh: `${name} 针对事件本身：请写成 ${name}(${event})，需要筛选时使用 where。`,
  }),
  wrong_type: (expected: TypeName, found: TypeName): Words => ({
    en: `Expected ${typeNames[expected].en}, but this is ${typeNames[found].en}. ${mendType(expected, found).en}`,
    zh: `此处应为${typeNames[expected].zh}，却是${typeNames[found].zh}。${mendType(expected, found).zh}`,
  }),
  different_types: (left: TypeName, right: TypeName): Words => ({
    en: `${capital(typeNames[left].en)} cannot be compared with ${typeNames[right].en}. Compare like with like: amount >= 300, city = "Beijing".`,
    zh: `${typeNames[left].zh}不能与${typeNames[right].zh}比较。请比较同类值：amount >= 300，city = "北京"。`,
  }),
  null_misplaced: (): Words => ({
    en: 'null can only be tested for: write "x = null" or "x != null" with a property, trait or aggregate.',
    zh: 'null 只能用于判断是否有值：请对属性、特征或统计写 “x = null” 或 “x != null”。',
  }),
  no_order: (): Words => ({
    en: 'Conditions have no order. Use = or !=.',
    zh: '条件之间不能比较大小，请使用 = 或 !=。',
  }),
  too_few_arguments: (name: string, least: number): Words => ({
    en: `${name} needs ${least === 1 ? 'exactly one value' : `at least ${least} values`}.`,
    zh: `${name} 需要${least === 1 ? '恰好一个值' : `至少 ${least} 个值`}。`,
  }),
  bad_date: (text: string): Words => ({
    en: `${quoted(text).en} is not a day of the calendar. Write it like "2026-11-01".`,
    zh: `${quoted(text).zh}不是有效日期，应写作 "2026-11-01"。`,
  }),
  backward_window: (): Words => ({
    en: 'A window goes from the longer ago to the shorter ago, like 60d..30d: from 60 days ago until 30 days ago.',
    zh: '时间窗应从更早写到更近，如 60d..30d：从 60 天前到 30 天前。',
  }),
  bad_sequence: (mostSteps: number): Words => ({
    en: `A sequence is 2 to ${mostSteps} events joined by "then"; "within" stands after the first one's; only the last may be "not", and then needs a "within", like: sequence(order_placed then not order_paid within 30m).`,
    zh: `序列由 2 到 ${mostSteps} 个用 then 连接的事件组成；within 从第二个事件起才能写；只有最后一个可以写 not，且须带 within，例如：sequence(order_placed then not order_paid within 30m)。`,
  }),
  bad_window: (mostDays: number): Words => ({
    en: `A window is a whole number of days, hours or minutes, like 90d, 12h or 30m, and at most ${mostDays} days.`,
    zh: `时间窗为整数天、小时或分钟，如 90d、12h、30m，最长 ${mostDays} 天。`,
  }),
  too_many_options: (most: number): Words => ({
    en: `At most ${most} values may stand in one list. Import them as a tag instead.`,
    zh: `一个列表最多 ${most} 个值，更多请改为导入标签。`,
  }),
  bad_structure: (what: Words): Words => what,
  trend_window: (): Words => ({
    en: 'trend looks at two windows of its own. Leave this one out: write trend(count(order_paid), 30d).',
    zh: 'trend 会自行比较前后两个时间窗，请去掉这里的时间窗：写作 trend(count(order_paid), 30d)。',
  }),
  trend_of_nothing: (): Words => ({
    en: 'trend needs a number counted from events: write trend(count(order_paid), 30d).',
    zh: 'trend 需要由事件统计出的数值：写作 trend(count(order_paid), 30d)。',
  }),
  unknown_event: (name: string, guess?: string): Words => ({
    en: `No event ${quoted(name).en} is defined.${similar(guess).en} Define it, or check the spelling.`,
    zh: `没有定义事件${quoted(name).zh}。${similar(guess).zh}请先定义，或检查拼写。`,
  }),
  unknown_property: (event: string, name: string, guess?: string): Words => ({
    en: `Event ${quoted(event).en} has no property ${quoted(name).en} in its definition.${similar(guess).en} Add it there, or check the spelling.`,
    zh: `事件${quoted(event).zh}的定义里没有属性${quoted(name).zh}。${similar(guess).zh}请补充定义，或检查拼写。`,
  }),
  unknown_audience: (name: string, guess?: string): Words => ({
    en: `There is no audience ${quoted(name).en}.${similar(guess).en} Create it first, or check the spelling.`,
    zh: `没有人群${quoted(name).zh}。${similar(guess).zh}请先创建，或检查拼写。`,
  }),
  unknown_tag: (name: string, guess?: string): Words => ({
    en: `There is no tag ${quoted(name).en}.${similar(guess).en} Create it first, or check the spelling.`,
    zh: `没有标签${quoted(name).zh}。${similar(guess).zh}请先创建，或检查拼写。`,
  }),
  unknown_model: (name: string, guess?: string): Words => ({
    en: `There is no model ${quoted(name).en}.${similar(guess).en} Create it first, or check the spelling.`,
    zh: `没有模型${quoted(name).zh}。${similar(guess).zh}请先创建，或检查拼写。`,
  }),
  unknown_catalogue: (property: string, guess?: string): Words => ({
    en: `No catalogue says that property ${quoted(property).en} leads to it.${similar(guess).en} Name the property in a catalogue, or check the spelling.`,
    zh: `没有目录声明由属性${quoted(property).zh}引用。${similar(guess).zh}请在目录中写明该属性，或检查拼写。`,
  }),
  unknown_attribute: (property: string, name: string, guess?: string): Words => ({
    en: `The catalogue behind ${quoted(property).en} has no attribute ${quoted(name).en}.${similar(guess).en} Add it there, or check the spelling.`,
    zh: `属性${quoted(property).zh}所指的目录里没有${quoted(name).zh}。${similar(guess).zh}请在目录中补充，或检查拼写。`,
  }),
} as const;

export type Messages = typeof messages;
export type MessageCode = keyof Messages;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const mendType = (expected: TypeName, found: TypeName): Words => {
  if (expected === 'boolean')
    return { en: 'Compare it with something, like "… >= 2".', zh: '请与某个值比较，例如 “… >= 2”。' };
  if (expected === 'number' && found === 'string')
    return { en: 'Write numbers without quotes.', zh: '数字不要加引号。' };
  if (expected === 'number')
    return { en: 'Use the number itself, without comparing it.', zh: '请直接使用数值，不要写成比较。' };
  return { en: 'Put texts in quotes.', zh: '文本请加引号。' };
};
