/** Every version of a contract: an open fault keeps the version under which it began. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Contract } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { VersionsDrawer } from "../shared/VersionsDrawer";
import { PromiseGrid } from "./PromiseGrid";
import { contractVersionsQuery } from "./queries";

export function ContractVersions({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <VersionsDrawer
      title={t("archive.versions_of", { name: contract.name })}
      hint={t("archive.versions_hint")}
      result={useQuery(contractVersionsQuery(contract.id))}
      onClose={onClose}
    >
      {(version) => (
        <>
          <strong>{t("archive.version", { version: version.version })}</strong>{" "}
          <span className="faint small">
            · <DateTime at={version.written_at} />
          </span>
          <div className="faint small">
            {version.number} · {version.starts_on} – {version.ends_on}
          </div>
          <PromiseGrid contract={version} />
        </>
      )}
    </VersionsDrawer>
  );
}
