/** Everything the pages say in Chinese, one file per noun. */
import antd from "antd/es/locale/zh_CN";
import "dayjs/locale/zh-cn";
import app from "./app.json";
import archive from "./archive.json";
import availability from "./availability.json";
import calendar from "./calendar.json";
import calling from "./calling.json";
import checks from "./checks.json";
import coverage from "./coverage.json";
import desk from "./desk.json";
import expiries from "./expiries.json";
import field from "./field.json";
import health from "./health.json";
import journal from "./journal.json";
import maintenance from "./maintenance.json";
import notify from "./notify.json";
import overview from "./overview.json";
import portal from "./portal.json";
import roster from "./roster.json";
import rules from "./rules.json";
import session from "./session.json";
import shared from "./shared.json";
import template from "./template.json";
import wall from "./wall.json";
import watch from "./watch.json";
import workers from "./workers.json";

export const texts = {
  app,
  archive,
  availability,
  calendar,
  calling,
  checks,
  coverage,
  desk,
  expiries,
  field,
  health,
  journal,
  maintenance,
  notify,
  overview,
  portal,
  roster,
  rules,
  session,
  shared,
  wall,
  template,
  watch,
  workers,
};

export default { texts, antd };
