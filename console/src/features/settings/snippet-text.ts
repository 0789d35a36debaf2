/** What a page pastes: calls are kept until the script is there. The same as in docs/browser-sdk.md. */
export const snippetText = (origin: string, writeKey = 'WRITE_KEY'): string =>
  [
    '<script>',
    '  window.gyre = window.gyre || function () {',
    '    (gyre.q = gyre.q || []).push(arguments)',
    '  }',
    `  gyre('init', '${writeKey}')`,
    '</script>',
    `<script async src="${origin}/sdk/gyre.js"></script>`,
  ].join('\n');
