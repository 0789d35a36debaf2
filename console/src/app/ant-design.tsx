import { App, ConfigProvider } from 'antd';
import antEnglish from 'antd/es/locale/en_US.js';
import antChinese from 'antd/es/locale/zh_CN.js';
import { useMemo, type ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { antTheme } from '../theme/ant-theme.ts';
import { useScheme } from '../theme/scheme.tsx';

type AntLocale = NonNullable<Parameters<typeof ConfigProvider>[0]['locale']>;
// antd's locale files are ES modules that Node's rules take for CommonJS, so their type wraps the default once more than the bundler does.
const unwrapped = (module: AntLocale | { readonly default: AntLocale }): AntLocale =>
  'default' in module ? module.default : module;

/** Ant Design in the user's language and scheme. */
export const AntDesign = ({ children }: { readonly children: ReactNode }) => {
  const { language } = useLanguage();
  const { palette, scheme } = useScheme();
  const theme = useMemo(() => antTheme(palette, scheme), [palette, scheme]);
  return (
    <ConfigProvider
      theme={theme}
      locale={unwrapped(language === 'zh' ? antChinese : antEnglish)}
      button={{ autoInsertSpace: false }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
};
