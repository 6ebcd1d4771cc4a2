/** The answer in five seconds: what is wrong now, which promise is nearest to being broken, who is on duty, how the fleet stands. */
import { useTranslation } from "react-i18next";
import { useTitle } from "../shared/Page";
import { WatchTrouble } from "../watch/health/WatchTrouble";
import { MaintenanceNote } from "../watch/maintenance/MaintenanceNote";
import { ClocksPanel } from "./ClocksPanel";
import { DutyPanel } from "./DutyPanel";
import { FaultsPanel } from "./FaultsPanel";
import { FleetPanel } from "./FleetPanel";
import { Headline } from "./Headline";
import "./overview.css";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("overview.title"));
  return (
    <div className="page overview">
      <Headline />
      <WatchTrouble />
      <MaintenanceNote />
      <FaultsPanel />
      <ClocksPanel />
      <DutyPanel />
      <FleetPanel />
    </div>
  );
}
