/** Every version of something, the newest first: what was begun under one goes on by it. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Drawer, Skeleton } from "antd";
import type { ReactNode } from "react";
import { ErrorPanel } from "./ErrorPanel";
import { usePhone } from "./usePhone";

interface VersionsDrawerProps<V extends { version: number }> {
  title: string;
  /** What keeps an earlier version. */
  hint: string;
  result: UseQueryResult<{ items: V[] }>;
  width?: number;
  children: (version: V, place: number) => ReactNode;
  onClose: () => void;
}

export function VersionsDrawer<V extends { version: number }>(props: VersionsDrawerProps<V>) {
  const phone = usePhone();
  const { data, error, refetch } = props.result;
  return (
    <Drawer open title={props.title} onClose={props.onClose} size={phone ? "100%" : (props.width ?? 480)}>
      <p className="faint small">{props.hint}</p>
      {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data?.items.map((version, place) => (
        <section key={version.version} className="one-version">
          {props.children(version, place)}
        </section>
      ))}
    </Drawer>
  );
}
