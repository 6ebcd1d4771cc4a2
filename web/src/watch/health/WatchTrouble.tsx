/** A watch that sees nothing looks like a network in which all is well: it is said wherever people look at alarms. */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useSession } from "../../session/session";
import { healthQuery } from "../queries";

export function WatchTrouble() {
  const staff = useSession().person.role !== "customer";
  const findings = useQuery({ ...healthQuery(1), enabled: staff }).data?.findings ?? [];
  return findings.map((text) => (
    <Alert key={text} className="watch-trouble" type="error" showIcon title={text} />
  ));
}
