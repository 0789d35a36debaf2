/** The command that sends one order to this server, ready to paste. */
export const curlFirstEvent = (origin: string, writeKey = 'WRITE_KEY'): string =>
  [
    `curl -u ${writeKey}: ${origin}/v1/track \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '{"event":"order_paid","userId":"u-1","properties":{"order_id":"o-1","amount":299,"margin":88}}'`,
  ].join('\n');
