/** The one responsible engineer of a customer (责任工程师统一调度), and whom the calling would reach. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Flex, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asProblem } from "../api/problem";
import { paths, withQuery } from "../app/paths";
import { useWhyNot } from "../session/session";
import { Panel } from "../shared/Panel";
import { accountEngineersQuery, peopleOfRoleQuery, setAccountEngineer } from "./queries";

export function AccountEngineer({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const engineer = useQuery(accountEngineersQuery).data?.items.find(
    (item) => item.customer_id === customerId,
  )?.person;
  const people = [
    ...(useQuery(peopleOfRoleQuery("engineer")).data ?? []),
    ...(useQuery(peopleOfRoleQuery("manager")).data ?? []),
  ];
  const mayNotWrite = useWhyNot("account_engineers.write");
  const change = async (person: number | undefined) => {
    try {
      await setAccountEngineer(customerId, person ?? null);
    } catch (error) {
      void message.error(asProblem(error).detail);
    }
    await queries.invalidateQueries({ queryKey: ["account-engineers"] });
  };
  return (
    <Panel
      title={t("roster.account_engineer")}
      extra={<Link to={withQuery(paths.calling, { customer: customerId })}>{t("calling.forecast")}</Link>}
    >
      {mayNotWrite ? (
        <Flex gap={12}>
          <strong>{engineer?.name ?? t("roster.no_account_engineer")}</strong>
          <span className="mono">{engineer?.phone}</span>
        </Flex>
      ) : (
        <Select<number>
          allowClear
          aria-label={t("roster.account_engineer")}
          placeholder={t("roster.no_account_engineer")}
          style={{ width: "100%" }}
          showSearch={{ optionFilterProp: "label" }}
          value={engineer?.id}
          options={people.map((person) => ({ value: person.id, label: person.name }))}
          onChange={(person) => void change(person)}
        />
      )}
    </Panel>
  );
}
