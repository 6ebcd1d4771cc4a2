import { QueryObserver } from "@tanstack/react-query";
import i18next from "i18next";
import { afterEach, describe, expect, it, vi } from "vitest";
import { speak } from "../i18n";
import { queryClient } from "./query";

afterEach(() => queryClient.clear());

describe("what the server says in the reader's language", () => {
  it("is asked again once another language is chosen, however fresh it is", async () => {
    await speak("en");
    const reason = new QueryObserver(queryClient, {
      queryKey: ["reason"],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: () => (i18next.language === "zh" ? "当日值班" : "on duty"),
    });
    const leave = reason.subscribe(() => undefined);
    await vi.waitFor(() => expect(reason.getCurrentResult().data).toBe("on duty"));
    await speak("zh");
    await vi.waitFor(() => expect(reason.getCurrentResult().data).toBe("当日值班"));
    leave();
  });

  it("is asked again by the next page, too", async () => {
    await speak("en");
    const closed = { queryKey: ["closed"], staleTime: 60_000, queryFn: () => i18next.language };
    expect(await queryClient.fetchQuery(closed)).toBe("en");
    await speak("zh");
    expect(await queryClient.fetchQuery(closed)).toBe("zh");
  });
});
