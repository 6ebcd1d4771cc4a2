import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { onSessionLost } from "./api/client";
import "./app/app.css";
import { browserLanguage, getPreferences } from "./app/preferences";
import { queryClient } from "./app/query";
import { router } from "./app/routes";
import { speak } from "./i18n";
import { installationQuery, sessionQuery } from "./session/session";
import { setZone } from "./shared/zone";

onSessionLost(() => queryClient.setQueryData(sessionQuery.queryKey, null));

// The first page waits for its language and, briefly, for the zone in which times are shown.
const installation = queryClient.fetchQuery(installationQuery).then(({ zone }) => setZone(zone));
await Promise.all([
  speak(getPreferences().language ?? browserLanguage()),
  Promise.race([installation, new Promise((resolve) => setTimeout(resolve, 3000))]).catch(() => undefined),
]);
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
