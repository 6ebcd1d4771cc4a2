/** The templates that say which checks devices get: people's own, and those that come with the program. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Page } from "../../shared/Page";
import { Panel } from "../../shared/Panel";
import { ActiveTag } from "../rules/ActiveTag";
import { MatchText } from "./MatchText";
import { outlineOf } from "./outline";
import { builtInQuery, ownTemplatesQuery, triedQuery } from "./queries";
import { useMayWriteTemplates } from "./right";
import "./templates.css";
import type { TemplateTrial } from "./types";

/** So many are counted at once, each by one question. */
const MOST_COUNTED = 50;

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMayWriteTemplates();
  const own = useQuery(ownTemplatesQuery);
  const builtIn = useQuery(builtInQuery);
  const add = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate(paths.newCheckTemplate)}>
      {t("template.write")}
    </Button>
  );
  return (
    <Page title={t("template.title")} subtitle={t("template.intro")} extra={add}>
      <Panel title={t("template.own")} flush className="template-panel">
        {own.error && !own.data ? (
          <ErrorPanel error={own.error} retry={() => void own.refetch()} />
        ) : !own.data ? (
          <Skeleton active className="panel-body" />
        ) : own.data.items.length === 0 ? (
          <EmptyState
            title={t("template.no_own")}
            hint={t("template.no_own_hint")}
            action={add || undefined}
          />
        ) : (
          <ul className="plain-list rows">
            {own.data.items.map(({ id, text, device_ids, active }, place) => (
              <Row
                key={id}
                to={paths.checkTemplate(id)}
                text={text}
                byHand={device_ids.length}
                active={active}
                trial={place < MOST_COUNTED ? { text, device_ids, instead_of: id } : undefined}
              />
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={t("template.built_in")} flush className="template-panel">
        {builtIn.error ? (
          <ErrorPanel error={builtIn.error} retry={() => void builtIn.refetch()} />
        ) : !builtIn.data ? (
          <Skeleton active className="panel-body" />
        ) : (
          <ul className="plain-list rows">
            {builtIn.data.items.map(({ kind, text }) => (
              <Row key={kind} to={paths.builtInTemplate(kind)} text={text} trial={{ text }} />
            ))}
          </ul>
        )}
      </Panel>
    </Page>
  );
}

interface RowProps {
  to: string;
  text: string;
  byHand?: number;
  active?: boolean;
  trial?: TemplateTrial;
}

function Row({ to, text, byHand, active, trial }: RowProps) {
  const { t } = useTranslation();
  const mayTry = useMayWriteTemplates();
  const tried = useQuery({ ...triedQuery(trial ?? { text }), enabled: mayTry && trial !== undefined }).data;
  const outline = outlineOf(text);
  return (
    <li className="template-row">
      <span className="template-what">
        <Link to={to}>
          <strong>{outline.name || t("template.nameless")}</strong>
        </Link>
        <span className="faint small">
          <MatchText outline={outline} byHand={byHand} />
        </span>
      </span>
      <span className="template-asks small">
        {outline.checks.join(t("shared.list_comma"))}
        {outline.rules.length > 0 && (
          <span className="faint"> {t("template.with_rules", { count: outline.rules.length })}</span>
        )}
      </span>
      <span className="template-fits">
        {active !== undefined && <ActiveTag active={active} />}
        {tried && <span className="faint">{t("template.fits", { count: tried.fits })}</span>}
      </span>
    </li>
  );
}
