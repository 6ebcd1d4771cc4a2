/** What an event is about, as a link where there is a page for it. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Actor, JournalEvent } from "../api/types";
import { nounOf, pathOf } from "./nouns";

export function Subject({ subject }: { subject: JournalEvent["subject"] }) {
  const { t } = useTranslation();
  const noun = nounOf(subject.kind);
  const words = `${noun ? t(`journal.noun.${noun}`) : subject.kind} ${subject.id}`;
  const path = pathOf(subject);
  return path ? <Link to={path}>{words}</Link> : <span>{words}</span>;
}

/** Who did it; a program by its name, a person by theirs. */
export function Doer({ actor }: { actor: Actor }) {
  const { t } = useTranslation();
  if (actor.kind === "system")
    return (
      <span>
        {t("journal.system")} <code className="faint small">{actor.name}</code>
      </span>
    );
  return (
    <span>
      {actor.name}
      {actor.kind === "link" && <span className="faint small"> · {t("journal.by_link")}</span>}
    </span>
  );
}
