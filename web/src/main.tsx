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
import { sessionQuery } from "./session/session";

onSessionLost(() => queryClient.setQueryData(sessionQuery.queryKey, null));

await speak(getPreferences().language ?? browserLanguage());
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
