/** Who is signed in here: asked once, kept in the cache, forgotten when the server says so. */
import { queryOptions, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask, client } from "../api/client";
import { Problem } from "../api/problem";
import type { Session, SessionChange, Token } from "../api/types";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: 5 * 60_000,
  /** `null` when nobody is signed in. */
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await ask(client.GET("/api/v1/session", { signal }));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

export const installationQuery = queryOptions({
  queryKey: ["installation"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => ask(client.GET("/api/v1/installation", { signal })),
});

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/tokens", { signal })),
  select: (page) => page.items as Token[],
});

export const signIn = (login: string, password: string) =>
  ask(client.POST("/api/v1/session", { body: { login, password } }));
export const signOut = () => ask(client.DELETE("/api/v1/session"));
export const changeSession = (change: SessionChange) =>
  ask(client.PATCH("/api/v1/session", { body: change }));
export const createToken = async (name: string) =>
  (await ask(client.POST("/api/v1/tokens", { body: { name } }))) as Token;
export const deleteToken = (id: number) =>
  ask(client.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } }));

/** The session of a page that only signed-in people reach. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error("this page is shown only to signed-in people");
  return data;
}

/** Forgets everything that was shown to the person who leaves. */
export function useForget(): (next: Session | null) => void {
  const queries = useQueryClient();
  return (next) => {
    queries.removeQueries({
      predicate: (query) => !["installation", "session"].includes(String(query.queryKey[0])),
    });
    queries.setQueryData(sessionQuery.queryKey, next);
  };
}

/** Why the signed-in person may not use this right; nothing when they may. The server decides again. */
export function useWhyNot(right: string): string | null {
  const { t } = useTranslation();
  const { person, rights } = useSession();
  if (rights.includes(right)) return null;
  return t("shared.right_missing", { role: t(`roster.role.${person.role}`) });
}
