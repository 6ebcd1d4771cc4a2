/** A button that, while it may not be pressed, stays reachable by keyboard and says why. */
import { Button, type ButtonProps, Tooltip } from "antd";
import { useId } from "react";

interface ActionButtonProps extends Omit<ButtonProps, "disabled"> {
  /** Why it may not be pressed now; nothing when it may. */
  whyNot?: string | null;
}

export function ActionButton({ whyNot, onClick, className, href, ...rest }: ActionButtonProps) {
  const id = useId();
  if (!whyNot) return <Button {...rest} href={href} className={className} onClick={onClick} />;
  return (
    <Tooltip title={whyNot} trigger={["hover", "focus", "click"]}>
      <Button
        {...rest}
        type={rest.type === "primary" ? "default" : rest.type}
        htmlType="button"
        danger={false}
        aria-disabled
        aria-describedby={id}
        className={`${className ?? ""} action-refused`}
        onClick={(event) => event.preventDefault()}
      >
        {rest.children}
        <span id={id} className="visually-hidden">
          {whyNot}
        </span>
      </Button>
    </Tooltip>
  );
}
