/** The frame around signed-in pages: table of contents beside them on a desk, at the thumb on a phone. */
import { MoreOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Drawer, Layout, Menu } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation } from "react-router";
import { listen, useLiveState } from "../api/live";
import { levelsQuery } from "../desk/queries";
import { installationQuery, useSession } from "../session/session";
import { usePhone } from "../shared/usePhone";
import { HeadTools } from "./HeadTools";
import { entryOf, navFor, tabsFor } from "./nav";
import { paths } from "./paths";

export function Shell() {
  // What levels are called is asked once; every tag then knows it.
  useQuery(levelsQuery);
  const { t } = useTranslation();
  const phone = usePhone();
  const queries = useQueryClient();
  useEffect(() => listen(queries), [queries]);
  const main = useMainFocus();
  return (
    <Layout className="shell" hasSider={!phone}>
      <a href="#main" className="skip-link">
        {t("app.skip_to_content")}
      </a>
      {!phone && (
        <Layout.Sider width={228} className="shell-sider" theme="dark">
          <Brand />
          <Contents />
        </Layout.Sider>
      )}
      <Layout>
        <Layout.Header className="shell-head">
          <Live />
          <HeadTools />
        </Layout.Header>
        <main id="main" ref={main} tabIndex={-1} className="shell-body">
          <Outlet />
        </main>
      </Layout>
      {phone && <TabBar />}
    </Layout>
  );
}

/** After going to another page the keyboard continues in it, not in the menu that was left. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname && !main.current?.contains(document.activeElement)) {
      main.current?.focus({ preventScroll: true });
    }
    before.current = pathname;
  }, [pathname]);
  return main;
}

function Brand() {
  const { t } = useTranslation();
  const installation = useQuery(installationQuery);
  return (
    <Link to={paths.home} className="brand">
      <img src="/icon.svg" alt="" />
      <span>
        <span className="brand-name">{t("app.brand")}</span>
        <br />
        <span className="brand-site">{installation.data?.name ?? ""}</span>
      </span>
    </Link>
  );
}

function Contents({ onChosen }: { onChosen?: () => void }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const { pathname } = useLocation();
  const groups = navFor(person.role);
  const here = entryOf(
    pathname,
    groups.flatMap((group) => group.items),
  );
  return (
    <nav aria-label={t("app.contents")}>
      <Menu
        theme={onChosen ? undefined : "dark"}
        mode="inline"
        selectedKeys={here ? [here] : []}
        onClick={onChosen}
        style={{ borderInlineEnd: 0 }}
        items={groups.map((group) => ({
          type: "group",
          key: group.text,
          label: t(`app.nav_group.${group.text}`),
          children: group.items.map((item) => ({
            key: item.path,
            icon: item.icon,
            label: <Link to={item.path}>{t(`app.nav.${item.text}`)}</Link>,
          })),
        }))}
      />
    </nav>
  );
}

function TabBar() {
  const { t } = useTranslation();
  const { person } = useSession();
  const { pathname } = useLocation();
  const [more, setMore] = useState(false);
  const tabs = tabsFor(person.role);
  const here = entryOf(pathname, tabs);
  return (
    <>
      <nav className="tabbar" aria-label={t("app.contents")}>
        {tabs.map((item) => (
          <Link
            key={item.path}
            to={item.path}
            className={here === item.path ? "active" : ""}
            aria-current={here === item.path ? "page" : undefined}
          >
            {item.icon}
            {t(`app.nav.${item.text}`)}
          </Link>
        ))}
        {person.role !== "customer" && (
          <button type="button" className={here ? "" : "active"} onClick={() => setMore(true)}>
            <MoreOutlined />
            {t("app.more")}
          </button>
        )}
      </nav>
      <Drawer
        open={more}
        placement="bottom"
        size="75vh"
        title={t("app.contents")}
        onClose={() => setMore(false)}
        styles={{ body: { padding: "8px 4px" } }}
      >
        <Contents onChosen={() => setMore(false)} />
      </Drawer>
    </>
  );
}

function Live() {
  const { t } = useTranslation();
  const state = useLiveState();
  return (
    <span className={`live live-${state}`} role="status">
      {t(`app.live.${state}`)}
    </span>
  );
}
