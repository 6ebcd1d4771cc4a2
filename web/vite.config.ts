// How the pages are built. In development `/api` goes to a running server (AFTERCARE_SERVER, or the usual address);
// `npm run dev:mock` answers it from `mock/` instead, which never reaches a build.
import react from "@vitejs/plugin-react";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// The host stays as the browser sent it: the server compares it with the page's origin before it changes anything.
const toServer = {
  "/api": { target: process.env.AFTERCARE_SERVER ?? "http://127.0.0.1:8080", changeOrigin: false },
};

export default defineConfig(
  async ({ mode, command }): Promise<ViteUserConfig> => ({
    plugins: [
      react(),
      ...(command === "serve" && mode === "mock" ? [(await import("./mock/plugin.ts")).mockApi()] : []),
    ],
    server: { proxy: mode === "mock" ? {} : toServer },
    preview: { proxy: toServer },
    build: {
      target: "es2022",
      // The policy forbids `data:` scripts and fonts; images this small stay files too, so that every asset is cached by its hash.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 900,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          // A page asks for a handful of files, not for a hundred: what nearly every page needs, what several need, the charts.
          codeSplitting: {
            groups: [
              { name: "charts", test: /node_modules\/(echarts|zrender)\//, priority: 40 },
              {
                name: "react",
                test: /node_modules\/(react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next)\//,
                priority: 30,
              },
              {
                name: "frame",
                test: /node_modules\/(dayjs|(antd\/es|@rc-component)\/(app|button|config-provider|dialog|grid|message|modal|notification|portal|result|spin|theme|_util)\/)/,
                priority: 25,
              },
              { name: "base", test: /node_modules|\/src\//, minShareCount: 24, priority: 20 },
              {
                name: "fields",
                test: /node_modules\/(antd\/es|@rc-component)\/(table|picker|date-picker|time-picker|calendar|select|tree|cascader|pagination|upload|input-number|radio|checkbox|switch|segmented|descriptions|form|virtual-list)\//,
                minShareCount: 3,
                priority: 15,
              },
              { name: "icons", test: /@ant-design\/icons/, minShareCount: 3, priority: 12 },
            ],
          },
        },
      },
    },
    test: {
      environment: "happy-dom",
      include: ["src/**/*.test.{ts,tsx}"],
      restoreMocks: true,
    },
  }),
);
