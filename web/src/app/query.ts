/** The cache between the pages and the server. */
import { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { Problem } from "../api/problem";

/** A refusal will be the same the second time; only a missing answer is worth asking again. */
function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return !(error instanceof Problem) || error.status === 0 || error.status >= 500;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: worthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

// The server says reasons, explanations and names in the reader's language: whoever chooses another is answered anew.
i18next.on("languageChanged", () => void queryClient.invalidateQueries());
