/** A titled part of a page. */
import { type ReactNode, useId } from "react";

interface PanelProps {
  title: ReactNode;
  extra?: ReactNode;
  /** The body reaches the edges: for lists and tables. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

export function Panel({ title, extra, flush, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className ?? ""}`} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {extra}
      </div>
      <div className={flush ? undefined : "panel-body"}>{children}</div>
    </section>
  );
}
