import { Liquid, type Template } from 'liquidjs';
import { problem } from '#platform';

/** What a template may use; see docs of Offer. */
export type TemplateVariables = Readonly<Record<string, unknown>>;

export type MessageTemplate = { readonly title: string; readonly body: string };
export type RenderedMessage = { readonly title: string; readonly body: string; readonly html: string };

// Only what the caller hands over is visible: no files, no prototypes. A misspelt variable is an error, not a gap in a
// message to a hundred thousand people.
const settings = {
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  relativeReference: false,
  cache: true,
  renderLimit: 1_000,
  memoryLimit: 10_000_000,
  parseLimit: 100_000,
  fs: {
    sep: '/',
    contains: async () => false,
    containsSync: () => false,
    exists: async () => false,
    existsSync: () => false,
    readFile: async () => '',
    readFileSync: () => '',
    resolve: () => '',
  },
};
const plain = new Liquid(settings);
const escaping = new Liquid({ ...settings, outputEscape: 'escape' });

/**
 * Compiles a message once, to be rendered for many people: as text, and as HTML in which every inserted value is escaped.
 * @throws invalid_input with Liquid's words and the field, when the template is broken
 */
export const compileMessage = ({
  title,
  body,
}: MessageTemplate): ((variables: TemplateVariables) => RenderedMessage) => {
  const parsed = {
    title: parse(plain, title, 'title'),
    body: parse(plain, body, 'body'),
    html: parse(escaping, paragraphs(body), 'body'),
  };
  return (variables) => ({
    // a title is one line: a line break in a name must not become a header of an e-mail
    title: render(plain, parsed.title, variables, 'title').replace(/\s+/g, ' ').trim(),
    body: render(plain, parsed.body, variables, 'body'),
    html: render(escaping, parsed.html, variables, 'body'),
  });
};

const parse = (engine: Liquid, template: string, field: string): Template[] => {
  try {
    return engine.parse(template);
  } catch (cause) {
    throw problem('invalid_input', { detail: messageOf(cause), field, cause });
  }
};

const render = (engine: Liquid, template: Template[], variables: TemplateVariables, field: string): string => {
  try {
    const text: unknown = engine.renderSync(template, variables);
    return String(text);
  } catch (cause) {
    throw problem('invalid_input', { detail: messageOf(cause), field, cause });
  }
};

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);

/** The text of a template as HTML: its own signs escaped, its Liquid untouched, line breaks kept. */
const paragraphs = (text: string): string =>
  text
    .split(/(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/)
    .map((part, i) => (i % 2 === 1 ? part : escapeHtml(part).replace(/\r?\n/g, '<br>\n')))
    .join('');

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
