/** The only place that talks to the server. Addresses, parameters and bodies are checked against the API's description. */
import i18next from "i18next";
import createClient from "openapi-fetch";
import { Problem } from "./problem";
import type { paths } from "./schema";
import { observeServerDate } from "./serverTime";
import type { Asked, ListQuery, Written } from "./written";

/** Told once a request is answered with "no session"; the application shows the login then. */
let sessionLost: () => void = () => undefined;
export function onSessionLost(listener: () => void): void {
  sessionLost = listener;
}

async function send(request: Request): Promise<Response> {
  request.headers.set("accept-language", i18next.language ?? "en");
  const left = Date.now();
  try {
    const response = await fetch(request);
    observeServerDate(response.headers.get("date"), left, Date.now());
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw Problem.unreachable();
  }
}

export const client = createClient<paths>({ fetch: send, credentials: "same-origin" });

/** The body of an answer, or its problem thrown. */
export async function ask<Body>(
  answer: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Written<Body>> {
  const { data, error, response } = await answer;
  if (response.ok) return data as Written<Body>;
  const problem = Problem.of(response.status, error);
  if (problem.code === "session.required") sessionLost();
  throw problem;
}

/** A list's question without what was left empty. */
export function asked<Path extends keyof paths>(query: ListQuery<Path>): Asked<Path> {
  const filled = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  return Object.fromEntries(filled) as Asked<Path>;
}

/** Sends a file as it is. */
export function asItIs(file: Blob, kind = file.type) {
  return {
    body: file as never,
    bodySerializer: (body: unknown) => body as BodyInit,
    headers: { "content-type": kind },
  };
}

/** Lists that a page shows whole (sites of one customer, people to choose from) come in pages of 200 too. */
export async function everything<Item>(
  page: (after: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const { items: more, next } = await page(after);
    items.push(...more);
    after = next ?? undefined;
  } while (after && items.length < 5000);
  return items;
}

/** For what the browser itself fetches: pictures, downloads, the live stream. */
export const urls = {
  live: "/api/v1/live",
  calendarFile: (calendar: number, version: number) =>
    `/api/v1/calendars/${calendar}/file?version=${version}`,
  evidence: (ticket: number) => `/api/v1/tickets/${ticket}/evidence`,
  ticketFile: (ticket: number, file: number) => `/api/v1/tickets/${ticket}/files/${file}`,
  /** `version` makes the browser ask again once the photo was changed. */
  photo: (device: number, version: number) => `/api/v1/devices/${device}/photo?v=${version}`,
} as const;
