// How the pages are built. In development `/api` goes to a running server (AFTERCARE_SERVER, or the usual address);
// `npm run dev:mock` answers it from `mock/` instead, which never reaches a build.
import react from "@vitejs/plugin-react";
import { defineConfig, type ViteUserConfig } from "vitest/config";

export default defineConfig(
  async ({ mode, command }): Promise<ViteUserConfig> => ({
    plugins: [
      react(),
      ...(command === "serve" && mode === "mock" ? [(await import("./mock/plugin.ts")).mockApi()] : []),
    ],
    server: {
      // The host stays as the browser sent it: the server compares it with the page's origin before it changes anything.
      proxy:
        mode === "mock"
          ? {}
          : {
              "/api": {
                target: process.env.AFTERCARE_SERVER ?? "http://127.0.0.1:8080",
                changeOrigin: false,
              },
            },
    },
    build: {
      target: "es2022",
      // The policy forbids `data:` scripts and fonts; images this small stay files too, so that every asset is cached by its hash.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 900,
      modulePreload: { polyfill: false },
    },
    test: {
      environment: "happy-dom",
      include: ["src/**/*.test.{ts,tsx}"],
      restoreMocks: true,
    },
  }),
);
