/** Nothing to show, and what to do about it. */
import { Flex, Typography } from "antd";
import type { ReactNode } from "react";

interface EmptyStateProps {
  title: string;
  /** What the reader can do, or why nothing is here. */
  hint: string;
  icon?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, hint, icon, action }: EmptyStateProps) {
  return (
    <Flex vertical align="center" gap={6} className="empty-state">
      {icon && (
        <span className="empty-icon" aria-hidden>
          {icon}
        </span>
      )}
      <Typography.Text strong>{title}</Typography.Text>
      <Typography.Text type="secondary">{hint}</Typography.Text>
      {action && <div className="empty-action">{action}</div>}
    </Flex>
  );
}
