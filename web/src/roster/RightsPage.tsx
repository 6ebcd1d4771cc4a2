/** What each role may do, as one table: a person has one role, and with it these rights. */
import { CheckOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { ROLES, type Role } from "../api/types";
import { paths } from "../app/paths";
import { useSession } from "../session/session";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { usePhone } from "../shared/usePhone";
import { RIGHTS, type Right, type RightArea } from "./rights";
import "./roster.css";

const AREAS = Object.keys(RIGHTS) as RightArea[];
const rightsOf = (area: RightArea) => Object.entries(RIGHTS[area]) as [Right, readonly Role[]][];

export function Component() {
  const { t } = useTranslation();
  const phone = usePhone();
  return (
    <Page
      title={t("roster.rights")}
      subtitle={t("roster.rights_intro")}
      back={{ to: paths.people, label: t("roster.people") }}
    >
      {phone ? <ByRole /> : <Table />}
    </Page>
  );
}

function Table() {
  const { t } = useTranslation();
  const { person } = useSession();
  return (
    <div className="panel rights-frame">
      <table className="rights">
        <thead>
          <tr>
            <th scope="col" />
            {ROLES.map((role) => (
              <th key={role} scope="col" className={role === person.role ? "rights-own" : undefined}>
                {t(`roster.role.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        {AREAS.map((area) => (
          <tbody key={area}>
            <tr>
              <th scope="rowgroup" colSpan={ROLES.length + 1} className="rights-area">
                {t(`roster.right_area.${area}`)}
              </th>
            </tr>
            {rightsOf(area).map(([right, who]) => (
              <tr key={right}>
                <th scope="row">{t(`roster.right.${right}`)}</th>
                {ROLES.map((role) => (
                  <td key={role} className={role === person.role ? "rights-own" : undefined}>
                    {who.includes(role) ? (
                      <CheckOutlined aria-label={t("roster.may")} className="legend-up" />
                    ) : (
                      <span className="visually-hidden">{t("roster.may_not")}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** In a hand: each role with what it may do. */
function ByRole() {
  const { t } = useTranslation();
  return (
    <div className="panel-stack">
      {ROLES.map((role) => (
        <Panel key={role} title={t(`roster.role.${role}`)}>
          <p className="faint small">{t(`roster.role_meaning.${role}`)}</p>
          <ul className="plain-bullets">
            {AREAS.flatMap(rightsOf)
              .filter(([, who]) => who.includes(role))
              .map(([right]) => (
                <li key={right}>{t(`roster.right.${right}`)}</li>
              ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}
