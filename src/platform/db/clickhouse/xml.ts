/** ClickHouse's configuration tree. A list repeats its element. */
export type XmlTree = { readonly [element: string]: XmlNode };
type XmlNode = string | number | XmlTree | readonly XmlNode[];

/** @example xml({ a: { b: 1, c: ['x', 'y'] } }) // <a><b>1</b><c>x</c><c>y</c></a> */
export const xml = (tree: XmlTree): string =>
  Object.entries(tree)
    .map(([element, node]) => elements(element, node))
    .join('');

const elements = (element: string, node: XmlNode): string => {
  if (isList(node)) return node.map((each) => elements(element, each)).join('');
  const content = typeof node === 'object' ? xml(node) : escaped(String(node));
  return `<${element}>${content}</${element}>\n`;
};

// Array.isArray does not narrow a readonly array away from the other members
const isList = (node: XmlNode): node is readonly XmlNode[] => Array.isArray(node);

const escaped = (text: string): string => text.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
