import { describe, expect, it } from "vitest";
import { fieldErrors, Problem } from "./problem";

describe("a problem", () => {
  it("keeps the server's words and its stable code", () => {
    const problem = Problem.of(409, {
      title: "Conflict",
      code: "ticket.changed",
      detail: "Look again",
      status: 409,
    });
    expect([problem.code, problem.title, problem.detail]).toEqual(["ticket.changed", "", "Look again"]);
  });

  it("is still a problem when something else than the server answered", () => {
    const problem = Problem.of(502, "<html>Bad gateway</html>");
    expect([problem.status, problem.code]).toEqual([502, "http.502"]);
  });

  it("finds the form's field of a path", () => {
    const problem = new Problem({
      title: "",
      status: 422,
      code: "",
      detail: "",
      fields: [{ path: "promises[2].arrive_seconds", code: "too_long", detail: "Too long" }],
    });
    expect(fieldErrors(problem)).toEqual([{ name: ["promises", 2, "arrive_seconds"], errors: ["Too long"] }]);
  });
});
