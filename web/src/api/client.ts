/** The only place that talks to the server: addresses, language, problems, the server's time. */
import i18next from "i18next";
import { Problem } from "./problem";
import { observeServerDate } from "./serverTime";
import type { Page } from "./types";

const BASE = "/api/v1";

export type QueryValue = string | number | boolean | null | undefined;
export type Query = Record<string, QueryValue>;

/** Told once a request is answered with "no session"; the application shows the login then. */
let sessionLost: () => void = () => undefined;
export function onSessionLost(listener: () => void): void {
  sessionLost = listener;
}

export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return `${BASE}${path}${search ? `?${search}` : ""}`;
}

async function request(method: string, url: string, init: RequestInit = {}): Promise<Response> {
  const left = Date.now();
  let response: Response;
  try {
    response = await fetch(url, {
      credentials: "same-origin",
      ...init,
      method,
      headers: { accept: "application/json", "accept-language": i18next.language ?? "en", ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw Problem.unreachable();
  }
  observeServerDate(response.headers.get("date"), left, Date.now());
  if (response.ok) return response;
  const problem = await Problem.from(response);
  if (problem.code === "session.required") sessionLost();
  throw problem;
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

function withBody(body: unknown): RequestInit {
  if (body === undefined) return {};
  if (body instanceof Blob || body instanceof ArrayBuffer) {
    const kind = body instanceof Blob && body.type ? body.type : "application/octet-stream";
    return { body, headers: { "content-type": kind } };
  }
  return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

export const api = {
  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return answer<T>(await request("GET", address(path, query), { signal }));
  },
  /** `body` is sent as JSON, or as it is when it is a Blob. */
  async post<T>(path: string, body?: unknown, query: Query = {}): Promise<T> {
    return answer<T>(await request("POST", address(path, query), withBody(body)));
  },
  async put<T>(path: string, body: unknown): Promise<T> {
    return answer<T>(await request("PUT", address(path), withBody(body)));
  },
  async patch<T>(path: string, body: unknown): Promise<T> {
    return answer<T>(await request("PATCH", address(path), withBody(body)));
  },
  async delete(path: string): Promise<void> {
    await request("DELETE", address(path));
  },
};

/** Lists that a page shows whole (sites of one customer, people to choose from) come in pages of 200 too. */
export async function everything<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path, { ...query, limit: 200, after }, signal);
    items.push(...page.items);
    after = page.next;
  } while (after && items.length < 5000);
  return items;
}
