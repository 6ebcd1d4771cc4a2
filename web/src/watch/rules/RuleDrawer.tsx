/** One rule: what it says, whom it is for, what it would have raised; changing and removing it for those who may. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import { DateTime } from "../../shared/DateTime";
import { ActiveTag } from "./ActiveTag";
import { PlayBack, useFirstCovered } from "./PlayBack";
import { removeRule } from "./queries";
import { useMeasured } from "./RuleDialog";
import { useMayRule } from "./right";
import { sentenceOf } from "./sentence";
import type { AlertRule } from "./types";

interface RuleDrawerProps {
  rule: AlertRule;
  covers: string;
  customer: string;
  onChange: () => void;
  onClose: () => void;
}

export function RuleDrawer({ rule, covers, customer, onChange, onClose }: RuleDrawerProps) {
  const { t } = useTranslation();
  const mayRule = useMayRule();
  const [chosen, setChosen] = useState<number>();
  const first = useFirstCovered(rule.definition.of, rule.customer_id);
  const deviceId = chosen ?? first;
  const measured = useMeasured(deviceId);
  return (
    <Drawer
      open
      size="large"
      title={rule.name}
      onClose={onClose}
      extra={
        mayRule && (
          <span className="drawer-actions">
            <RemoveButton rule={rule} onDone={onClose} />
            <Button type="primary" onClick={onChange}>
              {t("shared.edit")}
            </Button>
          </span>
        )
      }
    >
      <p className="rule-said">
        <strong>{sentenceOf(rule.definition, t, measured.get(rule.definition.metric))}</strong>
      </p>
      <dl className="rule-facts">
        <dt>{t("rules.covers")}</dt>
        <dd>{covers}</dd>
        <dt>{t("rules.customer")}</dt>
        <dd>{customer}</dd>
        <dt>{t("rules.state")}</dt>
        <dd>
          <ActiveTag active={rule.active} />
        </dd>
        <dt>{t("rules.entered_by")}</dt>
        <dd>
          {rule.entered_by} · <DateTime at={rule.entered_at} />
        </dd>
      </dl>
      <PlayBack
        definition={rule.definition}
        customerId={rule.customer_id}
        deviceId={deviceId}
        onDevice={setChosen}
      />
    </Drawer>
  );
}

function RemoveButton({ rule, onDone }: { rule: AlertRule; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const remove = async () => {
    try {
      await removeRule(rule.id, rule.version);
      void message.success(t("rules.removed", { name: rule.name }));
      onDone();
    } catch (error) {
      void message.error(asProblem(error).detail);
    } finally {
      void queries.invalidateQueries({ queryKey: ["alert-rules"] });
    }
  };
  return (
    <Popconfirm
      title={t("rules.remove_title")}
      description={<div className="confirm-text">{t("rules.remove_hint")}</div>}
      okText={t("shared.delete")}
      okButtonProps={{ danger: true }}
      onConfirm={remove}
    >
      <Button danger>{t("shared.delete")}</Button>
    </Popconfirm>
  );
}
