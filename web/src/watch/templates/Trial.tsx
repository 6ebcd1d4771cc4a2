/** What a template would do, asked while it is written: what is wrong with it, how many devices it fits, what one of them would be asked. */
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKind } from "../../api/types";
import { DevicePicker } from "../../archive/pickers";
import { devicesQuery } from "../../archive/queries";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { NotMade } from "../coverage/NotMade";
import { checksQuery } from "../queries";
import { type Fate, fates } from "./fates";
import type { Outline } from "./outline";
import { triedQuery } from "./queries";
import type { TemplateTrial, Tried } from "./types";

/** The answer to what was written last, half a second after the last key. */
export function useTried(trial: TemplateTrial, enabled: boolean) {
  const said = JSON.stringify(trial);
  const [settled, setSettled] = useState(said);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(said), 500);
    return () => clearTimeout(timer);
  }, [said]);
  const result = useQuery({ ...triedQuery(JSON.parse(settled) as TemplateTrial), enabled });
  return { ...result, old: settled !== said || result.isPlaceholderData };
}

/** The device whose checks are shown until somebody chooses another: one of those it is for. */
export function useFirstFitting(outline: Outline, byHand: number[]): number | undefined {
  const { data } = useQuery({
    ...devicesQuery({
      kind: outline.match.kinds?.[0] as DeviceKind | undefined,
      q: (outline.match.models ?? outline.match.vendors)?.[0]?.replaceAll("*", ""),
      sort: "name",
      limit: 1,
    }),
    enabled: byHand.length === 0,
  });
  return byHand[0] ?? data?.items[0]?.id;
}

interface TrialPanelProps {
  tried: ReturnType<typeof useTried>;
  deviceId: number | undefined;
  onDevice: (id: number | undefined) => void;
  onLine: (line: number) => void;
}

export function TrialPanel({ tried, deviceId, onDevice, onLine }: TrialPanelProps) {
  const { t } = useTranslation();
  const { data, error, old } = tried;
  if (error && !data) return <ErrorPanel error={error} retry={() => void tried.refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <div className={old ? "trial trial-old" : "trial"} aria-live="polite" aria-busy={old}>
      {data.problems.length > 0 ? (
        <>
          <p className="state state-bad">{t("template.wrong", { count: data.problems.length })}</p>
          <ul className="plain-list trial-problems">
            {data.problems.map(({ line, text }) => (
              <li key={`${line} ${text}`}>
                <Button size="small" onClick={() => onLine(line)}>
                  {t("template.line", { line })}
                </Button>
                <span className="break">{text}</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <p className="state state-good">{t("template.valid")}</p>
          <p>{t("template.fits_long", { count: data.fits })}</p>
          <h3>{t("template.asked")}</h3>
          <DevicePicker
            className="trial-device"
            aria-label={t("template.device")}
            placeholder={t("template.device")}
            value={deviceId}
            onChange={onDevice}
          />
          {deviceId !== undefined &&
            (old && data.checks.length === 0 ? (
              <Skeleton active paragraph={{ rows: 2 }} title={false} />
            ) : (
              <>
                <Asked tried={data} deviceId={deviceId} />
                <NotMade checks={data.not_made} />
              </>
            ))}
        </>
      )}
    </div>
  );
}

const TONE: Record<Fate, string> = { new: "good", stays: "quiet", goes: "bad" };

/** The checks with this template in use, beside those that the device has now. */
function Asked({ tried, deviceId }: { tried: Tried; deviceId: number }) {
  const { t } = useTranslation();
  const now = useQuery(checksQuery(deviceId)).data;
  const rows = fates(
    tried.checks.map(({ name }) => name),
    now?.items.map(({ name }) => name),
  );
  if (rows.length === 0) return <p className="faint">{t("template.asked_nothing")}</p>;
  return (
    <ul className="plain-list trial-checks">
      {rows.map(({ name, fate }) => {
        const check = tried.checks.find((one) => one.name === name);
        return (
          <li key={name}>
            <span className={fate === "goes" ? "trial-goes" : undefined}>
              <strong>{name}</strong>
              {check && (
                <span className="faint small">
                  {" "}
                  {t("template.check_line", {
                    role: t(`template.role.${check.role}`),
                    kind: check.kind,
                    seconds: check.period_seconds,
                  })}
                </span>
              )}
            </span>
            {fate && <span className={`state state-${TONE[fate]} small`}>{t(`template.fate.${fate}`)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
