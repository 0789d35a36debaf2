import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useNavigate } from 'react-router';
import { ApiError, ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';

export const editorOf = (name: string): string => `/documents/EventDefinition/${encodeURIComponent(name)}`;

/** Drafts a definition, or adds properties to one, and opens the editor on it. */
export const useDraft = () => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: { readonly name: string; readonly properties?: readonly string[] }) =>
      ask('planDraft', { path: '/api/data/plan/draft', method: 'POST', body }),
    onSuccess: async ({ name }) => {
      void message.success(t('plan.drafted'), 6);
      await queries.invalidateQueries({ queryKey: ['documents'] });
      await navigate(editorOf(name));
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
};
