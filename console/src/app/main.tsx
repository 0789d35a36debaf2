import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { LanguageProvider } from '../i18n/language.tsx';
import '../theme/base.css';
import { SchemeProvider } from '../theme/scheme.tsx';
import { AntDesign } from './ant-design.tsx';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <SchemeProvider>
      <LanguageProvider>
        <AntDesign>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntDesign>
      </LanguageProvider>
    </SchemeProvider>
  </StrictMode>,
);
