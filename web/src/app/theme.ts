/** Colours and measures: one accent (petrol), calm greys, and red / orange / blue-grey reserved for levels 1 / 2 / 3. Contrast is WCAG AA. */
import { type ThemeConfig, theme } from "antd";

const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", Roboto, "Helvetica Neue", sans-serif';

const common = { fontFamily, borderRadius: 8, wireframe: false } as const;

/** The sider is ink in both themes. */
const siderMenu = {
  darkItemBg: "transparent",
  darkSubMenuItemBg: "transparent",
  darkItemColor: "rgba(255, 255, 255, 0.8)",
  darkGroupTitleColor: "rgba(255, 255, 255, 0.6)",
  darkItemHoverBg: "rgba(255, 255, 255, 0.07)",
  darkItemSelectedBg: "rgba(255, 255, 255, 0.13)",
  darkItemSelectedColor: "#ffffff",
  itemHeight: 38,
  itemMarginInline: 10,
  iconSize: 16,
};

const light: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...common,
    colorPrimary: "#0c6573",
    colorInfo: "#0c6573",
    colorLink: "#0c6573",
    colorSuccess: "#176a41",
    colorSuccessBg: "#e8f5ee",
    colorInfoBg: "#e6f2f4",
    colorWarning: "#9a4b00",
    colorWarningBg: "#fdf3e7",
    colorError: "#c42b1c",
    colorErrorBg: "#fdeeec",
    colorBgLayout: "#f3f5f6",
    colorTextBase: "#16232a",
    colorTextSecondary: "#4a5a63",
    colorTextTertiary: "#5d6c75",
    colorTextDescription: "#5d6c75",
    colorTextPlaceholder: "#5d6c75",
    colorBorderSecondary: "#e4e9eb",
  },
  components: {
    Layout: { siderBg: "#0e2a31", headerBg: "#ffffff", bodyBg: "#f3f5f6" },
    Menu: siderMenu,
    Table: {
      headerBg: "transparent",
      headerSplitColor: "transparent",
      bodySortBg: "transparent",
      headerSortActiveBg: "transparent",
      headerColor: "#5d6c75",
    },
  },
};

const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...common,
    colorPrimary: "#56bccb",
    colorInfo: "#56bccb",
    colorLink: "#6fc9d6",
    colorSuccess: "#63c493",
    colorSuccessBg: "#13271d",
    colorInfoBg: "#10272b",
    colorWarning: "#e8a75f",
    colorWarningBg: "#2b1f10",
    colorError: "#f28b81",
    colorErrorBg: "#2e1614",
    colorBgLayout: "#0d1417",
    colorBgContainer: "#151e22",
    colorBgElevated: "#1c272c",
    colorTextBase: "#e8eef0",
    colorTextSecondary: "#b3c0c6",
    colorTextTertiary: "#98a7ae",
    colorTextDescription: "#98a7ae",
    colorTextPlaceholder: "#8997a0",
    colorBorder: "#34434a",
    colorBorderSecondary: "#243036",
    colorTextLightSolid: "#06191d",
  },
  components: {
    Layout: { siderBg: "#091215", headerBg: "#121a1e", bodyBg: "#0d1417" },
    Menu: siderMenu,
    Tooltip: { colorBgSpotlight: "#33434a", colorTextLightSolid: "#f2f6f7" },
    Table: {
      headerBg: "transparent",
      headerSplitColor: "transparent",
      bodySortBg: "transparent",
      headerSortActiveBg: "transparent",
      headerColor: "#98a7ae",
    },
  },
};

export function themeFor(isDark: boolean): ThemeConfig {
  return {
    ...(isDark ? dark : light),
    cssVar: { key: isDark ? "aftercare-dark" : "aftercare-light" },
    hashed: false,
  };
}
