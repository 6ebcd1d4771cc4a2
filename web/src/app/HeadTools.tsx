/** At the head of every page: unread messages, language, theme, and the person's own menu. */
import {
  BellOutlined,
  DesktopOutlined,
  LogoutOutlined,
  MoonOutlined,
  SunOutlined,
  TranslationOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Language } from "../api/types";
import { inboxQuery } from "../notify/queries";
import { changeSession, signOut, useForget, useSession } from "../session/session";
import { usePhone } from "../shared/usePhone";
import { paths } from "./paths";
import { chooseLanguage, setPreferences, type ThemeChoice, usePreferences } from "./preferences";

export function HeadTools() {
  return (
    <>
      <InboxBell />
      <LanguageSwitch signedIn />
      <ThemeSwitch />
      <PersonMenu />
    </>
  );
}

function InboxBell() {
  const { t } = useTranslation();
  const { data } = useQuery(inboxQuery);
  const unread = data?.unread ?? 0;
  return (
    <Link to={paths.inbox} aria-label={t("app.unread", { count: unread })} className="head-link">
      <Badge count={unread} size="small" overflowCount={99}>
        <BellOutlined style={{ fontSize: 17 }} />
      </Badge>
    </Link>
  );
}

const NAMES: Record<Language, string> = { zh: "中文", en: "English" };

/** Chosen here, remembered in this browser and, for a signed-in person, used for messages to them too. */
export function LanguageSwitch({ signedIn }: { signedIn?: boolean }) {
  const { t, i18n } = useTranslation();
  const other: Language = i18n.language === "zh" ? "en" : "zh";
  const choose = async () => {
    await chooseLanguage(other);
    // The pages already speak it; that mail does not yet is no reason to disturb.
    if (signedIn) await changeSession({ locale: other }).catch(() => undefined);
  };
  return (
    <Button
      type="text"
      icon={<TranslationOutlined />}
      onClick={() => void choose()}
      aria-label={t("app.language")}
    >
      <span lang={other}>{NAMES[other]}</span>
    </Button>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  const icons = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> };
  const items: MenuProps["items"] = (["light", "dark", "system"] as const).map((choice) => ({
    key: choice,
    icon: icons[choice],
    label: t(`app.theme.${choice}`),
  }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectedKeys: [theme],
        onClick: ({ key }) => setPreferences({ theme: key as ThemeChoice }),
      }}
    >
      <Button type="text" icon={icons[theme]} aria-label={t("app.theme.title")} />
    </Dropdown>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const { person } = useSession();
  const forget = useForget();
  const navigate = useNavigate();
  const phone = usePhone();
  const leave = async () => {
    await signOut().catch(() => undefined);
    await navigate(paths.login);
    forget(null);
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", type: "group", label: `${person.name} · ${t(`roster.role.${person.role}`)}` },
          {
            key: "account",
            icon: <UserOutlined />,
            label: <Link to={paths.account}>{t("app.nav.account")}</Link>,
          },
          { type: "divider" },
          { key: "leave", icon: <LogoutOutlined />, label: t("app.sign_out"), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t("app.person_menu", { name: person.name })}>
        {phone ? null : person.name}
      </Button>
    </Dropdown>
  );
}
