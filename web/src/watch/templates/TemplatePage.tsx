/** One template: its text with line numbers, tried as it is written. What comes with the program is read and copied. */
import { CopyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Skeleton, Switch } from "antd";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { asProblem } from "../../api/problem";
import { paths, withQuery } from "../../app/paths";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Page } from "../../shared/Page";
import { Panel } from "../../shared/Panel";
import { DevicesPicker } from "../rules/CoversFields";
import { MatchText } from "./MatchText";
import { outlineOf, renamed } from "./outline";
import {
  builtInQuery,
  changeTemplate,
  enterTemplate,
  ownTemplatesQuery,
  removeTemplate,
  templateQuery,
} from "./queries";
import { useMayWriteTemplates } from "./right";
import { type EditorHandle, TextEditor } from "./TextEditor";
import { TrialPanel, useFirstFitting, useTried } from "./Trial";
import "./templates.css";
import type { CheckTemplate } from "./types";

const START = `name = ""
match.kinds = ["camera"]

[[check]]
name = "video"
role = "vital"
ask = { kind = "rtsp" }
`;

export function Component() {
  const { t } = useTranslation();
  const { id, kind } = useParams();
  const [query] = useSearchParams();
  const from = query.get("from") ?? "";
  const copiesOwn = /^\d+$/.test(from);
  const builtIn = useQuery({ ...builtInQuery, enabled: Boolean(kind) || (from !== "" && !copiesOwn) });
  const own = useQuery({
    ...templateQuery(Number(id ?? from)),
    enabled: id !== undefined || copiesOwn,
  });
  const error = builtIn.error ?? own.error;
  if (error) return <Framed title={t("template.one")} body={<ErrorPanel error={error} />} />;
  const read = builtIn.data?.items.find((one) => one.kind === (kind ?? from))?.text;
  const copied = copiesOwn ? own.data?.text : read;
  if (kind) {
    return read === undefined ? (
      <Framed title={t("template.one")} body={builtIn.data ? t("template.no_such") : <Skeleton active />} />
    ) : (
      <Editor key={kind} text={read} builtIn={kind} />
    );
  }
  if (id !== undefined)
    return own.data ? (
      // Somebody else's change is told when this one is saved, not by changing the text under the writer's hands.
      <Editor key={id} text={own.data.text} kept={own.data} />
    ) : (
      <Framed title={t("template.one")} body={<Skeleton active />} />
    );
  if (from && copied === undefined && (builtIn.isLoading || own.isLoading))
    return <Framed title={t("template.write")} body={<Skeleton active />} />;
  const text =
    copied === undefined ? START : renamed(copied, t("template.copy_of", { name: outlineOf(copied).name }));
  return <Editor key="new" text={text} />;
}

function Framed({ title, body }: { title: string; body: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <Page title={title} back={{ to: paths.checkTemplates, label: t("template.title") }}>
      {body}
    </Page>
  );
}

interface EditorProps {
  text: string;
  kept?: CheckTemplate;
  builtIn?: string;
}

function Editor({ text: first, kept, builtIn }: EditorProps) {
  const { t } = useTranslation();
  const mayWrite = useMayWriteTemplates();
  const readOnly = builtIn !== undefined || !mayWrite;
  const [text, setText] = useState(first);
  const [deviceIds, setDeviceIds] = useState(kept?.device_ids ?? []);
  const [active, setActive] = useState(kept?.active ?? true);
  const [chosen, setChosen] = useState<number>();
  const outline = outlineOf(text);
  const usual = useFirstFitting(outline, deviceIds);
  const deviceId = chosen ?? usual;
  const tried = useTried(
    { text, device_ids: deviceIds, device_id: deviceId, ...(kept && { instead_of: kept.id }) },
    mayWrite,
  );
  const editor = useRef<EditorHandle>(null);
  const trialId = useId();
  const problems = tried.data?.problems ?? [];
  const { save, remove, saving, error } = useKeeping(kept);
  const copyFrom = builtIn ?? (kept ? String(kept.id) : undefined);
  return (
    <Page
      title={outline.name || t(kept ? "template.nameless" : "template.write")}
      subtitle={
        <>
          {builtIn !== undefined && <>{t("template.read_only")} </>}
          <MatchText outline={outline} byHand={deviceIds.length} />
        </>
      }
      back={{ to: paths.checkTemplates, label: t("template.title") }}
      extra={
        mayWrite && (
          <>
            {copyFrom !== undefined && <CopyButton from={copyFrom} primary={builtIn !== undefined} />}
            {kept && (
              <Popconfirm
                title={t("template.remove_title")}
                description={<div className="confirm-text">{t("template.remove_hint")}</div>}
                okText={t("shared.delete")}
                okButtonProps={{ danger: true }}
                onConfirm={remove}
              >
                <Button danger>{t("shared.delete")}</Button>
              </Popconfirm>
            )}
            {!readOnly && (
              <Button
                type="primary"
                loading={saving}
                onClick={() => void save({ text, device_ids: deviceIds, active })}
              >
                {t(kept ? "shared.save" : "template.enter")}
              </Button>
            )}
          </>
        )
      }
    >
      {error !== null && (
        <div className="template-error">
          <ErrorPanel error={error} />
        </div>
      )}
      <div className={mayWrite ? "template-columns" : undefined}>
        <Panel title={t("template.text")} flush>
          <TextEditor
            ref={editor}
            label={t("template.text")}
            value={text}
            onChange={readOnly ? undefined : setText}
            wrong={new Set(problems.map(({ line }) => line))}
            describedBy={mayWrite ? trialId : undefined}
          />
        </Panel>
        {mayWrite && (
          <div className="template-side">
            <Panel title={t("template.would_do")}>
              <div id={trialId}>
                <TrialPanel
                  tried={tried}
                  deviceId={deviceId}
                  onDevice={setChosen}
                  onLine={(line) => editor.current?.goTo(line)}
                />
              </div>
            </Panel>
            {!readOnly && (
              <Panel title={t("template.given")}>
                <Given deviceIds={deviceIds} onDevices={setDeviceIds} active={active} onActive={setActive} />
              </Panel>
            )}
          </div>
        )}
      </div>
    </Page>
  );
}

function CopyButton({ from, primary }: { from: string; primary: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Button
      type={primary ? "primary" : "default"}
      icon={<CopyOutlined />}
      onClick={() => void navigate(withQuery(paths.newCheckTemplate, { from }))}
    >
      {t("template.copy")}
    </Button>
  );
}

interface GivenProps {
  deviceIds: number[];
  onDevices: (ids: number[]) => void;
  active: boolean;
  onActive: (active: boolean) => void;
}

/** Which devices get it whatever it is for, and whether it is followed. */
function Given({ deviceIds, onDevices, active, onActive }: GivenProps) {
  const { t } = useTranslation();
  const [devices, follow] = [useId(), useId()];
  return (
    <>
      <label htmlFor={devices}>{t("template.device_ids")}</label>
      <DevicesPicker
        id={devices}
        className="trial-device"
        placeholder={t("template.nobody")}
        value={deviceIds}
        onChange={onDevices}
      />
      <div className="template-follow">
        <Switch id={follow} checked={active} onChange={onActive} />
        <label htmlFor={follow}>{t("template.active")}</label>
      </div>
    </>
  );
}

/** Keeping what was written; what the server objects to stands above the text. */
function useKeeping(kept: CheckTemplate | undefined) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const during = async (work: () => Promise<void>) => {
    if (saving) return;
    setSaving(true);
    setError(null);
    try {
      await work();
    } catch (caught) {
      setError(asProblem(caught));
    } finally {
      setSaving(false);
      void queries.invalidateQueries({ queryKey: ownTemplatesQuery.queryKey });
    }
  };
  const save = (body: { text: string; device_ids: number[]; active: boolean }) =>
    during(async () => {
      const after = await (kept
        ? changeTemplate(kept.id, { ...body, version: kept.version })
        : enterTemplate(body));
      queries.setQueryData(templateQuery(after.id).queryKey, after);
      void message.success(t("template.saved", { name: after.name }));
      if (!kept) void navigate(paths.checkTemplate(after.id), { replace: true });
    });
  const remove = () =>
    during(async () => {
      if (!kept) return;
      await removeTemplate(kept.id, kept.version);
      void message.success(t("template.removed", { name: kept.name }));
      void navigate(paths.checkTemplates);
    });
  return { save, remove, saving, error };
}
