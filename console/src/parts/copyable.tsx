import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import './copyable.css';

/** A command or a secret with a button that copies it. */
export const Copyable = ({ text }: { readonly text: string }) => {
  const { t } = useLanguage();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="copyable">
      <pre tabIndex={0}>{text}</pre>
      <Button size="small" icon={copied ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>
        {t(copied ? 'action.copied' : 'action.copy')}
      </Button>
    </div>
  );
};
