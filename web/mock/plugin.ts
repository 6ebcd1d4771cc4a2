/** Answers `/api/v1` from fixtures while pages are drawn without a server: `npm run dev:mock`. Never part of a build. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { routes } from "./routes.ts";

export interface Asked {
  params: string[];
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the page sent
  body: any;
  login: string;
  language: "zh" | "en";
}
export class Answer {
  constructor(
    readonly status: number,
    readonly body?: unknown,
    readonly headers: Record<string, string> = {},
  ) {}
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const path = url.pathname.replace("/api/v1", "");
  if (path === "/live") {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": hello\n\n");
    return;
  }
  const login = /mock=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
  const language = request.headers["accept-language"]?.startsWith("zh") ? "zh" : "en";
  for (const [method, pattern, handle] of routes) {
    const found = request.method === method && new RegExp(`^${pattern}$`).exec(path);
    if (!found) continue;
    const body = await bodyOf(request);
    const result = handle({ params: found.slice(1), query: url.searchParams, body, login, language });
    const answer = result instanceof Answer ? result : new Answer(200, result);
    response.writeHead(answer.status, {
      "content-type": answer.status >= 400 ? "application/problem+json" : "application/json",
      date: new Date().toUTCString(),
      ...answer.headers,
    });
    response.end(
      answer.body === undefined
        ? undefined
        : Buffer.isBuffer(answer.body)
          ? answer.body
          : JSON.stringify(answer.body),
    );
    return;
  }
  response.writeHead(404, { "content-type": "application/problem+json" });
  response.end(
    JSON.stringify({
      type: "about:blank",
      title: "Not mocked",
      status: 404,
      code: "mock.missing",
      detail: `${request.method} ${path}`,
    }),
  );
}

export function mockApi(): Plugin {
  return {
    name: "mock-api",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith("/api/v1")) return next();
        serve(request, response).catch(next);
      });
    },
  };
}
