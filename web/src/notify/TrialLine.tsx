/** What came of trying a channel, in the other side's words. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { Trial } from "../api/types";

export function TrialLine({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  return (
    <Alert
      showIcon
      role="status"
      type={trial.ok ? "success" : "error"}
      title={trial.ok ? t("notify.test_ok") : t("notify.test_failed")}
      description={trial.text}
      style={{ width: "100%" }}
    />
  );
}
