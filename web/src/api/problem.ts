/** What went wrong, in the server's words where it spoke, and in ours where it could not be reached. */
import i18next from "i18next";
import type { ProblemDetails } from "./types";

export class Problem extends Error {
  readonly status: number;
  /** Stable, such as `ticket.changed`; `network.unreachable` when no answer came. */
  readonly code: string;
  /** What went wrong in a few words, where `detail` does not say it all. */
  readonly title: string;
  readonly detail: string;
  readonly fields: { path: string; code: string; detail: string }[];

  constructor(details: Omit<ProblemDetails, "type">) {
    super(details.detail || details.title);
    this.status = details.status;
    this.code = details.code;
    this.title = details.title;
    this.detail = details.detail;
    this.fields = details.fields ?? [];
  }

  static unreachable(): Problem {
    return new Problem({
      status: 0,
      code: "network.unreachable",
      title: i18next.t("shared.problem.unreachable_title"),
      detail: i18next.t("shared.problem.unreachable_detail"),
    });
  }

  /** Reads a problem document; anything else (a proxy's page, say) becomes a plain sentence with the status. */
  static of(status: number, body: unknown): Problem {
    const details = isDetails(body) ? body : null;
    return new Problem({
      status,
      code: details?.code ?? `http.${status}`,
      // The document's own title is the HTTP status in words, which tells a reader nothing.
      title: details ? "" : i18next.t("shared.problem.unexpected_title"),
      detail: details?.detail ?? i18next.t("shared.problem.unexpected_detail", { status }),
      fields: details?.fields ?? [],
    });
  }
}

function isDetails(body: unknown): body is ProblemDetails {
  return typeof body === "object" && body !== null && "code" in body && "title" in body;
}

/** Every thrown thing as a Problem, so that one panel can show it. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({
    status: 0,
    code: "page.failed",
    title: i18next.t("shared.problem.page_title"),
    detail: error instanceof Error ? error.message : String(error),
  });
}

/** The fields of an Ant Design form that the server objected to: `visits[2].signed_by` → `["visits", 2, "signed_by"]`. */
export function fieldErrors(problem: Problem): { name: (string | number)[]; errors: string[] }[] {
  return problem.fields.map((field) => ({
    name: field.path
      .replace(/\[(\d+)\]/g, ".$1")
      .split(".")
      .filter(Boolean)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    errors: [field.detail],
  }));
}
