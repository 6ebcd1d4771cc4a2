/** One check of a device: what it was answered last, how it fares, and what may be done with it. */
import { DeleteOutlined, EditOutlined, LinkOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Popconfirm, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import type { Check, CustomCheck } from "../../api/types";
import { ActionButton } from "../../shared/ActionButton";
import { Ago } from "../../shared/DateTime";
import { spanInWords } from "../../shared/duration";
import { DeviceStateTag } from "../../shared/State";
import { removeCheck } from "../queries";
import "../watch.css";

interface CheckRowProps {
  name: string;
  /** Absent for a moment, until the poller has heard of it. */
  check?: Check;
  /** What a person entered of it. */
  entered?: CustomCheck;
  mayNotTry: string | null;
  mayNotEnter: string | null;
  onTry: (check: Check) => void;
  onChange: (entered: CustomCheck) => void;
  onAddress: (entered: CustomCheck) => void;
  onRemoved: () => void;
}

export function CheckRow({ name, check, entered, mayNotTry, mayNotEnter, ...told }: CheckRowProps) {
  const { t } = useTranslation();
  return (
    <li className="check-row">
      <span className="check-what">
        <span>
          <strong className="break">{name}</strong>{" "}
          {entered && (
            <Tag title={t("checks.custom_hint", { name: entered.entered_by })}>
              {t("checks.custom")} · {t(`checks.role_name.${roleOf(entered)}`)}
            </Tag>
          )}
        </span>
        <span className="faint small">{check ? <Answer of={check} /> : t("checks.starting")}</span>
      </span>
      <DeviceStateTag state={check?.state ?? "unknown"} />
      <span className="check-actions">
        {check && (
          <ActionButton size="small" whyNot={mayNotTry} onClick={() => told.onTry(check)}>
            {t("watch.try")}
          </ActionButton>
        )}
        {entered && (
          <>
            {entered.question.kind === "heartbeat" && (
              <ActionButton
                size="small"
                type="text"
                icon={<LinkOutlined />}
                aria-label={t("checks.address_of", { name })}
                whyNot={mayNotEnter}
                onClick={() => told.onAddress(entered)}
              />
            )}
            <ActionButton
              size="small"
              type="text"
              icon={<EditOutlined />}
              aria-label={t("checks.change_named", { name })}
              whyNot={mayNotEnter}
              onClick={() => told.onChange(entered)}
            />
            <Remove entered={entered} whyNot={mayNotEnter} onRemoved={told.onRemoved} />
          </>
        )}
      </span>
    </li>
  );
}

/** Only templates have fallbacks. */
const roleOf = ({ role }: CustomCheck) => (role === "fallback" ? "vital" : role);

function Answer({ of }: { of: Check }) {
  const { t } = useTranslation();
  if (!of.last) return t("watch.not_asked_yet", { seconds: of.period_seconds });
  return (
    <>
      <span className="break">{of.last.text}</span>
      {of.last.milliseconds !== null && ` · ${of.last.milliseconds.toFixed(1)} ms`} · <Ago at={of.last.at} />{" "}
      · <span className="nowrap">{t("checks.each", { span: spanInWords(of.period_seconds, t) })}</span>
    </>
  );
}

function Remove({
  entered,
  whyNot,
  onRemoved,
}: {
  entered: CustomCheck;
  whyNot: string | null;
  onRemoved: () => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const remove = async () => {
    try {
      await removeCheck(entered.id, entered.version);
      void message.success(t("checks.removed", { name: entered.name }));
      onRemoved();
    } catch (error) {
      void message.error(asProblem(error).detail);
    } finally {
      for (const noun of ["custom-checks", "checks"]) void queries.invalidateQueries({ queryKey: [noun] });
    }
  };
  const button = (
    <ActionButton
      size="small"
      type="text"
      icon={<DeleteOutlined />}
      aria-label={t("checks.remove_named", { name: entered.name })}
      whyNot={whyNot}
    />
  );
  if (whyNot) return button;
  return (
    <Popconfirm
      title={t("checks.remove_named", { name: entered.name })}
      description={<div className="confirm-text">{t("checks.remove_sure")}</div>}
      okText={t("checks.remove")}
      okButtonProps={{ danger: true }}
      onConfirm={remove}
    >
      {button}
    </Popconfirm>
  );
}
