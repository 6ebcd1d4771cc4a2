/** Every version of an escalation policy: a ticket goes by the one in force when it was opened. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DateTime } from "../shared/DateTime";
import { VersionsDrawer } from "../shared/VersionsDrawer";
import { useRungs } from "./drawn";
import { Ladder } from "./Ladder";
import { policyVersionsQuery } from "./queries";
import type { EscalationPolicy } from "./types";

export function PolicyVersions({ policy, onClose }: { policy: EscalationPolicy; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <VersionsDrawer
      title={t("calling.versions_of", { name: policy.name })}
      hint={t("calling.versions_hint")}
      result={useQuery(policyVersionsQuery(policy.id))}
      width={680}
      onClose={onClose}
    >
      {(version) => <Version policy={version} />}
    </VersionsDrawer>
  );
}

function Version({ policy }: { policy: EscalationPolicy }) {
  const { t } = useTranslation();
  return (
    <>
      <strong>{t("calling.version", { version: policy.version })}</strong>{" "}
      <span className="faint small">
        · {policy.name} · <DateTime at={policy.written_at} /> · {policy.written_by}
      </span>
      {policy.reason && <div>{policy.reason}</div>}
      <Ladder label={policy.name} rungs={useRungs(policy.plan)} />
      {policy.plan.again && <p className="faint small">{t("calling.begins_anew", policy.plan.again)}</p>}
    </>
  );
}
