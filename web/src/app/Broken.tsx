/** In place of a page that could not be shown: an address nobody knows, a refusal, or our own mistake. */
import { Button, Flex, Result } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";
import { asProblem } from "../api/problem";
import { useTitle } from "../shared/Page";
import { paths } from "./paths";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("app.not_found.title"));
  return (
    <Result
      status="404"
      title={t("app.not_found.title")}
      subTitle={t("app.not_found.hint")}
      extra={
        <Link to={paths.home}>
          <Button type="primary">{t("app.go_home")}</Button>
        </Link>
      }
    />
  );
}

/** A new version of the pages was installed while this one was open: its parts are gone from the server. */
function partIsGone(error: unknown): boolean {
  return error instanceof TypeError && /module|import/i.test(error.message);
}

export function Broken() {
  const { t } = useTranslation();
  const error = useRouteError();
  const problem = asProblem(error);
  const gone = partIsGone(error);
  return (
    <Result
      status={gone ? "info" : "warning"}
      title={gone ? t("app.new_version.title") : problem.title || problem.detail}
      subTitle={gone ? t("app.new_version.hint") : problem.title && problem.detail}
      extra={
        <Flex gap={8} justify="center">
          <Button type="primary" onClick={() => window.location.reload()}>
            {t("app.reload")}
          </Button>
          <Button href={paths.home}>{t("app.go_home")}</Button>
        </Flex>
      }
    />
  );
}
