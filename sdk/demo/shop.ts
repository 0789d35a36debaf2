/** A small shop that records itself with the SDK as any page would: by the snippet's stub and /sdk/gyre.js. */
import type { Message } from '../src/index.ts';
import { type Language, type Word, words } from './words.ts';

type Good = { readonly sku: Word; readonly price: number; readonly picture: string };

const goods: readonly Good[] = [
  { sku: 'kettle', price: 199, picture: '🫖' },
  { sku: 'hood', price: 2_399, picture: '🌬️' },
  { sku: 'fridge', price: 4_599, picture: '🧊' },
  { sku: 'steamer', price: 3_299, picture: '♨️' },
];
const cart = new Map<Good, number>();
let language: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
let member: string | undefined;
let notice: Word | undefined;

const t = (word: Word): string => words[language][word];
const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
};
const gyre = (...call: readonly unknown[]): void => window.gyre?.(...call);

/** An element with members and children; texts are texts, never HTML. */
const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  members: Partial<HTMLElementTagNameMap[K]>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const element = Object.assign(document.createElement(tag), members);
  element.append(...children);
  return element;
};

const money = (amount: number): string => `¥${amount.toLocaleString('zh-CN')}`;
const total = (): number => [...cart].reduce((sum, [{ price }, count]) => sum + price * count, 0);

const put = (good: Good): void => {
  cart.set(good, (cart.get(good) ?? 0) + 1);
  gyre('track', 'cart_added', { sku: good.sku, price: good.price });
  show();
};

const card = (good: Good): HTMLElement =>
  make(
    'article',
    {},
    make('span', { className: 'picture', textContent: good.picture }),
    make('strong', {}, t(good.sku)),
    make('p', {}, money(good.price)),
    make('a', { href: `#/product/${good.sku}` }, t('look')),
    ' ',
    make('button', { type: 'button', onclick: () => put(good) }, t('add')),
  );

const field = (name: string, label: string, more: Partial<HTMLInputElement> = {}): HTMLElement =>
  make('label', {}, label, make('input', { name, required: true, autocomplete: 'off', ...more }));

const homePage = (): readonly Node[] => [
  make('h1', {}, t('goods')),
  make('div', { className: 'goods' }, ...goods.map(card)),
];

const productPage = (good: Good): readonly Node[] => [
  make('h1', {}, `${good.picture} ${t(good.sku)} · ${money(good.price)}`),
  make('button', { type: 'button', className: 'main', onclick: () => put(good) }, t('add')),
  make(
    'div',
    { className: 'long' },
    make('p', {}, t('about')),
    ...Array.from({ length: 14 }, () => make('p', {}, t('paragraph'))),
  ),
];

const cartPage = (): readonly Node[] => {
  const lines = [...cart].map(([good, count]) =>
    make('li', {}, `${t(good.sku)} × ${count} · ${money(good.price * count)}`),
  );
  const pay = (event: Event): void => {
    event.preventDefault();
    const order = { order_id: `demo-${Date.now()}`, amount: total(), currency: 'CNY', revenue: total() };
    gyre('track', 'order_paid', order);
    cart.clear();
    notice = 'paid';
    show();
  };
  return [
    make('h1', {}, t('cart')),
    lines.length === 0 ? make('p', {}, t('empty')) : make('ul', { className: 'cart' }, ...lines),
    make(
      'form',
      { name: 'checkout', onsubmit: pay },
      field('name', t('name')),
      field('phone', t('phone'), { inputMode: 'tel' }),
      field('address', t('address')),
      make('button', { className: 'main', type: 'submit', disabled: cart.size === 0 }, `${t('pay')} ${money(total())}`),
    ),
  ];
};

const accountPage = (): readonly Node[] => {
  const number = make('input', { name: 'member', required: true, value: '' });
  const signIn = (event: Event): void => {
    event.preventDefault();
    member = `demo-${number.value.trim()}`;
    gyre('identify', member, { demo: true });
    show();
  };
  const signOut = (): void => {
    member = undefined;
    gyre('reset');
    show();
  };
  return [
    make('h1', {}, member ?? t('account')),
    member === undefined
      ? make(
          'form',
          { name: 'sign-in', onsubmit: signIn },
          make('label', {}, t('member'), number),
          make('button', { className: 'main', type: 'submit' }, t('signIn')),
        )
      : make('button', { type: 'button', onclick: signOut }, t('signOut')),
  ];
};

const pageOf = (route: string): readonly Node[] => {
  const good = goods.find(({ sku }) => route === `#/product/${sku}`);
  if (good !== undefined) return productPage(good);
  if (route === '#/cart') return cartPage();
  return route === '#/account' ? accountPage() : homePage();
};

const show = (): void => {
  document.documentElement.lang = language;
  const texts: readonly (readonly [string, Word])[] = [
    ['brand', 'brand'],
    ['to-account', 'account'],
    ['language', 'other'],
    ['sent-title', 'sent'],
    ['sent-note', 'note'],
    ['consent-word', 'consent'],
    ['to-data', 'toData'],
  ];
  for (const [id, word] of texts) byId(id).textContent = t(word);
  byId('to-cart').textContent = `${t('cart')} ${[...cart.values()].reduce((sum, count) => sum + count, 0)}`;
  byId('notice').hidden = notice === undefined;
  byId('notice').textContent = notice === undefined ? '' : t(notice);
  byId('shop').replaceChildren(...pageOf(location.hash));
};

const arrive = (): void => {
  if (notice === 'paid') notice = undefined;
  show();
  scrollTo(0, 0);
  const good = goods.find(({ sku }) => location.hash === `#/product/${sku}`);
  document.title = `${good === undefined ? t('brand') : t(good.sku)} · Gyre`;
  if (good !== undefined) gyre('track', 'product_viewed', { sku: good.sku, price: good.price });
};

const list = (message: Message): Message => {
  const properties = JSON.stringify(message.traits ?? message.properties ?? {});
  const line = make(
    'li',
    {},
    make('strong', {}, message.event ?? `$${message.type}`),
    ' ',
    make('code', {}, properties),
  );
  byId('sent').prepend(line);
  return message;
};

const start = async (): Promise<void> => {
  const answer = await fetch('/api/sdk/demo-key', { method: 'POST' });
  if (!answer.ok) {
    notice = answer.status === 401 ? 'noKey' : 'noRight';
    show();
    return;
  }
  const { writeKey } = await answer.json();
  gyre('init', writeKey, { beforeSend: list, privacySignals: 'ignore' });
  document.head.append(make('script', { src: '/sdk/gyre.js', async: true }));
};

// what the snippet of docs/browser-sdk.md does
const early: Iterable<unknown>[] = [];
window.gyre = Object.assign((...call: readonly unknown[]) => void early.push(call), { q: early });

byId('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  show();
});
byId('consent').addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) gyre('consent', target.checked ? 'granted' : 'denied');
});
addEventListener('hashchange', arrive);
arrive();
void start();
