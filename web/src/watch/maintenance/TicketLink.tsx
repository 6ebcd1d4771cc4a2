/** The ticket that the work is done for, where its reader finds it. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";

export function TicketLink({ id }: { id: number | null }) {
  const { t } = useTranslation();
  const customer = useSession().person.role === "customer";
  if (id === null) return <span className="faint">—</span>;
  return <Link to={customer ? paths.portalTicket(id) : paths.ticket(id)}>{t("watch.open_ticket")}</Link>;
}
