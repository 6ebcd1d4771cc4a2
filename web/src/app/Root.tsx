/** Around every page: theme, language of the components, messages, and what to do when a page breaks. */
import { App as AntApp, ConfigProvider } from "antd";
import { useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, ScrollRestoration } from "react-router";
import { currentAntdLocale } from "../i18n";
import { useDark } from "./preferences";
import { themeFor } from "./theme";

export function Root() {
  // Asked for so that the components' own texts follow when the language changes.
  useTranslation();
  const dark = useDark();
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#121a1e" : "#0c5f6b");
  }, [dark]);
  return (
    <ConfigProvider locale={currentAntdLocale()} theme={themeFor(dark)} button={{ autoInsertSpace: false }}>
      <AntApp message={{ maxCount: 3 }}>
        <Outlet />
        <ScrollRestoration getKey={(location) => location.pathname + location.search} />
      </AntApp>
    </ConfigProvider>
  );
}
