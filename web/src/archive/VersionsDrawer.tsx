/** Every version of a contract, the newest first: an open fault keeps the version under which it began. */
import { useQuery } from "@tanstack/react-query";
import { Drawer, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import type { Contract } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { usePhone } from "../shared/usePhone";
import { PromiseGrid } from "./PromiseGrid";
import { contractVersionsQuery } from "./queries";

export function VersionsDrawer({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data, error, refetch } = useQuery(contractVersionsQuery(contract.id));
  return (
    <Drawer
      open
      title={t("archive.versions_of", { name: contract.name })}
      onClose={onClose}
      size={phone ? "100%" : 480}
    >
      <p className="faint small">{t("archive.versions_hint")}</p>
      {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data?.items.map((version) => (
        <section key={version.version} className="contract">
          <strong>{t("archive.version", { version: version.version })}</strong>{" "}
          <span className="faint small">
            · <DateTime at={version.written_at} />
          </span>
          <div className="faint small">
            {version.number} · {version.starts_on} – {version.ends_on}
          </div>
          <PromiseGrid contract={version} />
        </section>
      ))}
    </Drawer>
  );
}
