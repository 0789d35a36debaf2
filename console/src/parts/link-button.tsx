import { Button, type ButtonProps } from 'antd';
import { useHref, useLinkClickHandler } from 'react-router';

/** A link that looks like a button; a new tab, a middle click and the keyboard work as for any link. */
export const LinkButton = ({ to, ...rest }: { readonly to: string } & Pick<ButtonProps, 'type' | 'children'>) => {
  const href = useHref(to);
  const onLink = useLinkClickHandler<HTMLAnchorElement>(to);
  // With an href, Ant Design renders an anchor, though it types the event as any button's.
  return <Button {...rest} href={href} onClick={(event) => onLink(event as Parameters<typeof onLink>[0])} />;
};
