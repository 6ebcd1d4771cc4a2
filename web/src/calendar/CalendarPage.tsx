/** One calendar: its week, its exceptions, a year at a glance, and what would be due by it. Saving makes a version. */
import { CopyOutlined, DownloadOutlined, HistoryOutlined, ImportOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Skeleton, Tag } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { urls } from "../api/client";
import { asProblem } from "../api/problem";
import type { CalendarDetail, CalendarException } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { today } from "../roster/month";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { BasicsForm, WeekForm } from "./BasicsForm";
import "./calendar.css";
import { CalendarVersions } from "./CalendarVersions";
import { DuePreview } from "./DuePreview";
import { type Draft, definitionOf, draftOf, OFFICE, weekMistakes, withException } from "./draft";
import { ExceptionDialog } from "./ExceptionDialog";
import { ExceptionList } from "./ExceptionList";
import { ImportDialog } from "./ImportDialog";
import { calendarQuery, changeCalendar, createCalendar, yearQuery } from "./queries";
import { SaveDialog } from "./SaveDialog";
import { YearGrid } from "./YearGrid";

/** A calendar that is kept, or with the address `new` one that is not yet, perhaps like another (`from`). */
export function Component() {
  const { t } = useTranslation();
  const { id } = useParams();
  const [params] = useSearchParams();
  const version = Number(params.get("version")) || undefined;
  const fresh = id === undefined;
  const source = fresh ? params.get("from") : id;
  const { data, error, refetch } = useQuery({
    ...calendarQuery(Number(source), version),
    enabled: source !== null && source !== undefined,
  });
  const back = { to: paths.calendars, label: t("calendar.calendars") };
  if (error && !data)
    return (
      <Page title={t("calendar.calendar")} back={back}>
        <ErrorPanel error={error} retry={() => void refetch()} />
      </Page>
    );
  if (source && !data)
    return (
      <Page title={t("calendar.calendar")} back={back}>
        <Skeleton active paragraph={{ rows: 10 }} />
      </Page>
    );
  const began = fresh
    ? draftOf(data ? t("calendar.copy_of", { name: data.name }) : "", data?.definition ?? OFFICE)
    : draftOf(data?.name ?? "", data?.definition ?? OFFICE);
  return (
    <Editor
      key={`${id ?? "new"}/${data?.id}/${data?.version}`}
      began={began}
      kept={fresh ? undefined : data}
      old={version !== undefined}
      back={back}
    />
  );
}

interface EditorProps {
  began: Draft;
  /** The calendar that is changed; a new one when absent. */
  kept?: CalendarDetail;
  /** An earlier version, which is only looked at. */
  old: boolean;
  back: { to: string; label: string };
}

type Open = "save" | "import" | "versions" | null;

function Editor({ began, kept, old, back }: EditorProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const right = useWhyNot("calendars.write");
  const whyNot =
    right ?? (kept?.built_in ? t("calendar.built_in_hint") : old ? t("calendar.old_hint") : null);
  const [draft, setDraft] = useState(began);
  const [open, setOpen] = useState<Open>(null);
  const [exception, setException] = useState<CalendarException | string | null>(null);
  const [year, setYear] = useState(() => Number(today().slice(0, 4)));
  const definition = useMemo(() => definitionOf(draft), [draft]);
  const asked = useDeferredValue(definition);
  const shown = useQuery(yearQuery(asked, year));
  const mistakes = shown.error ? weekMistakes(asProblem(shown.error)) : {};
  const first = useMemo(() => JSON.stringify(definitionOf(began)), [began]);
  const changed =
    !kept || draft.name !== began.name || JSON.stringify(definition) !== first || kept.holidays_outdated;
  const edit = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const save = async (name: string, reason: string) => {
    const saved = kept
      ? await changeCalendar(kept.id, { version: kept.version, name, definition, reason })
      : await createCalendar(name, definition, reason);
    void queries.invalidateQueries({ queryKey: ["calendars"] });
    void message.success(t("calendar.saved", { name: saved.name, version: saved.version }));
    if (!kept) await navigate(paths.calendar(saved.id));
  };
  return (
    <Page
      title={draft.name || t("calendar.add")}
      subtitle={
        kept && (
          <>
            {kept.built_in ? t("calendar.built_in") : t("calendar.version", { version: kept.version })}
            {kept.reason && <> · {kept.reason}</>}
            {old && <Tag className="calendar-tag">{t("calendar.old")}</Tag>}
          </>
        )
      }
      back={back}
      extra={
        <>
          {kept && (
            <>
              <Button icon={<HistoryOutlined />} onClick={() => setOpen("versions")}>
                {t("calendar.versions")}
              </Button>
              <Button icon={<DownloadOutlined />} href={urls.calendarFile(kept.id, kept.version)}>
                {t("calendar.export")}
              </Button>
              <ActionButton
                icon={<CopyOutlined />}
                whyNot={right}
                onClick={() => void navigate(withQuery(paths.newCalendar, { from: kept.id }))}
              >
                {t("calendar.copy")}
              </ActionButton>
            </>
          )}
          <ActionButton icon={<ImportOutlined />} whyNot={whyNot} onClick={() => setOpen("import")}>
            {t("calendar.import")}
          </ActionButton>
          <ActionButton
            type="primary"
            whyNot={whyNot ?? (changed ? null : t("calendar.unchanged"))}
            onClick={() => setOpen("save")}
          >
            {t("shared.save")}
          </ActionButton>
        </>
      }
    >
      {kept?.holidays_outdated && !old && (
        <Alert className="calendar-note" type="info" showIcon title={t("calendar.outdated_hint")} />
      )}
      {kept?.built_in && (
        <Alert className="calendar-note" type="info" showIcon title={t("calendar.built_in_hint")} />
      )}
      <div className="calendar-columns">
        <div className="calendar-stack">
          <Panel title={t("calendar.week")}>
            <BasicsForm draft={draft} disabled={whyNot !== null} onChange={edit} />
            <WeekForm draft={draft} disabled={whyNot !== null} mistakes={mistakes} onChange={edit} />
          </Panel>
          <Panel
            title={t("calendar.exceptions")}
            extra={
              <ActionButton size="small" whyNot={whyNot} onClick={() => setException(today())}>
                {t("calendar.add_exception")}
              </ActionButton>
            }
            flush
          >
            <ExceptionList
              exceptions={draft.exceptions}
              disabled={whyNot !== null}
              onChoose={setException}
              onRemove={(date) => edit({ exceptions: withException(draft.exceptions, date, null) })}
            />
          </Panel>
        </div>
        <div className="calendar-stack">
          <YearGrid
            year={year}
            shown={shown.data}
            error={shown.error}
            onYear={setYear}
            onChoose={
              whyNot
                ? undefined
                : (date) => setException(draft.exceptions.find((known) => known.date === date) ?? date)
            }
          />
          <DuePreview definition={asked} broken={shown.error !== null} />
        </div>
      </div>
      {open === "versions" && kept && <CalendarVersions calendar={kept} onClose={() => setOpen(null)} />}
      {open === "import" && (
        <ImportDialog
          definition={definition}
          onTake={(taken) => {
            setDraft(draftOf(draft.name, taken));
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "save" && (
        <SaveDialog
          kept={kept !== undefined}
          name={draft.name}
          onName={(name) => edit({ name })}
          onSave={save}
          onClose={() => setOpen(null)}
        />
      )}
      {exception !== null && (
        <ExceptionDialog
          given={exception}
          onDone={(before, after) => {
            edit({ exceptions: withException(draft.exceptions, before, after) });
            setException(null);
          }}
          onClose={() => setException(null)}
        />
      )}
    </Page>
  );
}
