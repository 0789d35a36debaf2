import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { mockServer } from './dev/mock-server.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * The console's build. `GYRE_CONSOLE_MOCK=1` answers /api from console/dev instead of a server;
 * `GYRE_SERVER` names another server than the local one.
 */
export default defineConfig({
  root: here,
  plugins: [react(), ...(process.env.GYRE_CONSOLE_MOCK === '1' ? [mockServer()] : [])],
  // The server only takes changes from its own pages: the browser's Host has to reach it unchanged.
  server: {
    port: 7789,
    proxy: { '/api': { target: process.env.GYRE_SERVER ?? 'http://127.0.0.1:7788', changeOrigin: false } },
  },
  build: {
    outDir: fileURLToPath(new URL('../dist/console', import.meta.url)),
    emptyOutDir: true,
    // The largest chunk is Ant Design as a whole: one file that outlives releases in the browser's cache.
    chunkSizeWarningLimit: 1400,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'echarts', test: /node_modules[\\/](echarts|zrender)/, priority: 3 },
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack)[\\/]/,
              priority: 2,
            },
            {
              name: 'antd',
              test: /node_modules[\\/](antd|@ant-design|@rc-component|rc-[\w-]+|dayjs|@emotion|stylis|clsx)[\\/]/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
