import { type Random, seededRandom } from '#platform';

/** A record as a shop, a mini program or a call centre would have written it down. `person` is the truth. */
export type ChineseRecord = {
  readonly person: string;
  readonly name: string;
  readonly phone: string;
  readonly birth_date: string;
  readonly city: string;
  readonly address: string;
};

/** Surnames with their share of the population in per cent, from common to rare. */
const surnames: readonly (readonly [string, number])[] =
  '王7.2 李7.1 张6.8 刘5.4 陈4.5 杨3.1 黄2.2 赵2.2 吴2.1 周2.0 徐1.6 孙1.5 马1.3 朱1.2 胡1.2 郭1.1 何1.1 高1.0 林1.0 罗0.9 郑0.9 梁0.9 谢0.8 宋0.7 唐0.7 许0.7 韩0.7 冯0.6 邓0.6 曹0.6 彭0.6 曾0.5 肖0.5 田0.5 董0.5 袁0.4 潘0.4 于0.4 蒋0.4 蔡0.4 余0.4 杜0.4 叶0.4 程0.4 苏0.4 魏0.3 吕0.3 丁0.3 任0.3 沈0.3 姚0.3 卢0.3 姜0.3 崔0.3 钟0.3 谭0.3 陆0.3 汪0.3 范0.3 金0.3'
    .split(' ')
    .map((text) => [text.slice(0, 1), Number(text.slice(1))] as const);
const given = Array.from(
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力建国玉华红梅玲鑫宇浩然子轩梓涵欣怡雨佳琪嘉豪思远志鹏海燕春晓东俊峰婷雪倩楠颖慧瑞博晨阳若曦诗语安宁可心一诺泽睿哲瀚',
);
/** Written for each other by ear. */
const alike = [
  '伟玮炜',
  '芳方',
  '娜那',
  '静婧',
  '丽莉',
  '杰洁',
  '涛滔',
  '明铭',
  '霞侠',
  '辉晖',
  '鑫欣',
  '宇雨羽',
  '浩昊',
  '轩萱',
  '涵含',
  '怡仪',
  '佳嘉',
  '琪琦',
  '晓小',
  '俊骏',
  '峰锋',
  '婷亭',
  '颖影',
  '慧惠',
  '张章',
  '陈程',
  '江姜',
  '徐许',
  '余于',
];
const cities = [
  '上海市',
  '北京市',
  '深圳市',
  '广州市',
  '成都市',
  '杭州市',
  '武汉市',
  '南京市',
  '苏州市',
  '重庆市',
  '西安市',
  '长沙市',
  '青岛市',
  '郑州市',
  '合肥市',
  '佛山市',
  '宁波市',
  '昆明市',
  '沈阳市',
  '济南市',
];
const cityWeights = cities.map((_, i) => 1 / (i + 2));
const districts = [
  '朝阳区',
  '新城区',
  '高新区',
  '江北区',
  '南山区',
  '西湖区',
  '武侯区',
  '鼓楼区',
  '城关区',
  '天河区',
  '开发区',
  '中山区',
];
const roads = [
  '人民路',
  '中山路',
  '解放大道',
  '建设路',
  '和平街',
  '文化路',
  '新华路',
  '滨江大道',
  '学院路',
  '科技路',
  '长江路',
  '黄河路',
  '友谊街',
  '胜利路',
  '幸福里',
  '花园路',
  '东风路',
  '迎宾大道',
  '环城南路',
  '青年路',
];
const estates = [
  '阳光花园',
  '锦绣家园',
  '万科城',
  '绿城百合',
  '碧桂园',
  '金地格林',
  '翠湖苑',
  '和谐家园',
  '城市之光',
  '御景湾',
  '世纪花园',
  '丽景苑',
  '龙湖天街',
  '保利心语',
];

type Person = Omit<ChineseRecord, 'person'>;

/** Half of the people have one record, the others two to four; each is drawn from its own stream, so that any is the same in every run. */
export const chineseRecords = function* (records: number, seed: string): Generator<ChineseRecord> {
  const random = seededRandom(seed);
  let written = 0;
  for (let n = 0; written < records; n++) {
    const person = aPerson(random);
    const copies = random.weighted([1, 2, 3, 4], [55, 27, 13, 5]);
    for (let copy = 0; copy < copies && written < records; copy++, written++) {
      yield { person: String(n), ...(copy === 0 ? withGaps(person, random) : withErrors(person, random)) };
    }
  }
};

const two = (n: number): string => String(n).padStart(2, '0');

const aPerson = (random: Random): Person => {
  const [surname] = random.weighted(surnames, surnameWeights);
  const name = surname + random.pick(given) + (random.next() < 0.78 ? random.pick(given) : '');
  const city = random.weighted(cities, cityWeights);
  const building = `${1 + random.int(40)}栋${1 + random.int(4)}单元${1 + random.int(28)}0${1 + random.int(4)}室`;
  return {
    name,
    phone: `1${random.pick(['38', '39', '50', '58', '86', '87', '31', '32', '55', '76', '89', '33'])}${String(random.int(1e8)).padStart(8, '0')}`,
    birth_date: `${1950 + random.int(56)}-${two(1 + random.int(12))}-${two(1 + random.int(28))}`,
    city,
    address: `${city}${random.pick(districts)}${random.pick(roads)}${1 + random.int(300)}号${random.pick(estates)}${building}`,
  };
};
const surnameWeights = surnames.map(([, weight]) => weight);

/** What nobody asked for or would not say. */
const withGaps = (person: Person, random: Random): Person => ({
  ...person,
  phone: random.next() < 0.08 ? '' : person.phone,
  birth_date: random.next() < 0.3 ? '' : person.birth_date,
  city: random.next() < 0.1 ? '' : person.city,
  address: random.next() < 0.25 ? '' : person.address,
});

/** The same person written down again: heard wrongly, moved, with a new number, in another order. */
const withErrors = (person: Person, random: Random): Person =>
  withGaps(
    {
      name: misheard(person.name, random),
      phone: dialled(person.phone, random),
      birth_date: dated(person.birth_date, random),
      city: person.city,
      address: readdressed(person, random),
    },
    random,
  );

const misheard = (name: string, random: Random): string => {
  const draw = random.next();
  if (draw < 0.82) return name;
  if (draw < 0.92) {
    const letters = Array.from(name);
    const at = random.int(letters.length);
    const group = alike.find((each) => each.includes(letters[at] ?? '')) ?? '';
    letters[at] = group === '' ? (letters[at] ?? '') : random.pick(Array.from(group));
    return letters.join('');
  }
  if (draw < 0.96) return Array.from(name).slice(0, 2).join('');
  return draw < 0.98 ? `${Array.from(name)[0] ?? ''}${random.pick(['先生', '女士'])}` : `${name}${random.pick(given)}`;
};

const dialled = (phone: string, random: Random): string => {
  const draw = random.next();
  if (draw < 0.72) return phone;
  if (draw < 0.84) return `1${String(random.int(1e10)).padStart(10, '0')}`;
  const digits = Array.from(phone);
  const at = 3 + random.int(7);
  if (draw < 0.94) digits[at] = String(random.int(10));
  else [digits[at], digits[at + 1]] = [digits[at + 1] ?? '', digits[at] ?? ''];
  return draw > 0.98 ? `+86 ${phone}` : digits.join('');
};

const dated = (date: string, random: Random): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  const draw = random.next();
  if (draw < 0.85) return date;
  if (draw < 0.9) return `${year}年${Number(month)}月${Number(day)}日`;
  if (draw < 0.95) return `${year}-${month}-${two(1 + random.int(28))}`;
  return `${Number(year) + random.int(3) - 1}-${month}-${day}`;
};

const readdressed = ({ address, city }: Person, random: Random): string => {
  const draw = random.next();
  if (draw < 0.15) return aPerson(random).address;
  if (draw < 0.4) return address.replace(city, '');
  if (draw < 0.55) return address.replace(/(\d+)栋(\d+)单元(\d+)室$/, '$1-$2-$3');
  if (draw < 0.65) return address.replace(/号.*$/, '号');
  return address;
};
