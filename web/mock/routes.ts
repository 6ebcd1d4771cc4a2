/** Which fixture answers which address. Writing changes little: enough to see a page react. */
import type { Fleet, Page, Role, Ticket, TicketDetail, Visit, VisitState } from "../src/api/types";
import { ALL_RIGHTS } from "../src/roster/rights.ts";
import {
  ago,
  ahead,
  alarms,
  checksOf,
  contacts,
  contracts,
  customers,
  day,
  devices,
  gateways,
  maintenance,
  messageRules,
  messages,
  people,
  sites,
  stateOfDevice,
  tickets,
  timeline,
  visit,
  visits,
  webhooks,
} from "./city.ts";
import { Answer, type Asked } from "./plugin.ts";

const rightsOf = (role: Role) =>
  ALL_RIGHTS.filter(([, roles]) => roles.includes(role)).map(([right]) => right);

type Route = [method: string, pattern: string, handle: (asked: Asked) => unknown];

function pageOf<T>(rows: T[], { query }: Asked): Page<T> {
  const limit = Number(query.get("limit") ?? 50);
  const from = Number(query.get("after") ?? 0);
  const q = query.get("q")?.toLowerCase();
  const kept = rows.filter((row) => {
    const fields = row as Record<string, unknown>;
    if (q && !JSON.stringify(row).toLowerCase().includes(q)) return false;
    return [...query].every(([name, value]) => {
      if (["limit", "after", "sort", "q", "open", "mine"].includes(name)) return true;
      const own =
        name in fields ? fields[name] : (fields[name.replace("_id", "")] as { id: number } | null)?.id;
      return own === undefined || String(own) === value;
    });
  });
  return {
    items: kept.slice(from, from + limit),
    next: from + limit < kept.length ? String(from + limit) : null,
    total: kept.length,
  };
}
const one = <T extends { id: number }>(rows: T[], id: string | undefined): T | Answer =>
  rows.find((row) => row.id === Number(id)) ??
  new Answer(404, {
    type: "about:blank",
    title: "没有找到",
    status: 404,
    code: "not_found",
    detail: "没有这条记录，请检查地址。",
  });
const me = ({ login }: Asked) => people.find((p) => p.login === login);
const session = (asked: Asked) => {
  const person = me(asked);
  if (!person)
    return new Answer(401, {
      type: "about:blank",
      title: "请先登录",
      status: 401,
      code: "session.required",
      detail: "请登录后继续。",
    });
  return { person, rights: rightsOf(person.role) };
};
const own = <T extends { customer?: { id: number } }>(rows: T[], asked: Asked) => {
  const customer = me(asked)?.customer_id;
  return customer ? rows.filter((row) => row.customer?.id === customer) : rows;
};
const customerActions = (actions: TicketDetail["actions"]) =>
  actions.filter((a) => ["note", "confirm", "reject"].includes(a.action));

function fleet(): Fleet {
  const rows = sites.map((s) => {
    const here = devices.filter((d) => d.site_id === s.id).map((d) => stateOfDevice(d.id));
    const count = (state: string) => here.filter((h) => h === state).length;
    return {
      site_id: s.id,
      site_name: s.name,
      customer_id: s.customer_id,
      customer_name: customers.find((c) => c.id === s.customer_id)?.name ?? "",
      up: count("up"),
      down: count("down"),
      unreachable: count("unreachable"),
      unknown: count("unknown"),
      total: here.length,
    };
  });
  const sum = (key: "up" | "down" | "unreachable" | "unknown" | "total") =>
    rows.reduce((all, row) => all + row[key], 0);
  return {
    sites: rows,
    totals: {
      up: sum("up"),
      down: sum("down"),
      unreachable: sum("unreachable"),
      unknown: sum("unknown"),
      total: sum("total"),
    },
  };
}

function dutyDay(offset: number) {
  const engineers = people.filter((p) => p.role === "engineer" && p.active);
  const first = engineers[Math.abs(offset) % engineers.length];
  const second = engineers[Math.abs(offset + 1) % engineers.length];
  const short = offset === 9 || offset === 16;
  const two = [first, second]
    .filter((p) => p !== undefined)
    .map(({ id, name, active }) => ({ id, name, active }));
  return { date: day(offset), people: offset === 16 ? [] : short ? two.slice(0, 1) : two, gap: short };
}

const step: Record<string, VisitState> = {
  "set-out": "set_out",
  arrive: "arrived",
  restored: "restored",
  confirm: "confirmed",
  leave: "left",
  cancel: "cancelled",
};
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export const routes: Route[] = [
  [
    "GET",
    "/installation",
    () => ({
      name: "滨海市违停抓拍系统",
      version: "0.1.0",
      zone: "Asia/Shanghai",
      now: ago(0),
      demo: true,
      demo_accounts: ["admin", "dispatcher", "engineer", "manager", "supervisor", "customer"].map((login) => {
        const p = people.find((row) => row.login === login);
        return { role: p?.role, login, password: "demo", name: p?.name };
      }),
    }),
  ],
  [
    "POST",
    "/session",
    (asked) => {
      const person = people.find((p) => p.login === asked.body.login);
      if (!person)
        return new Answer(401, {
          type: "about:blank",
          title: "账号或密码不对",
          status: 401,
          code: "session.refused",
          detail: "请检查账号和密码后重试。",
        });
      return new Answer(
        200,
        { person, rights: rightsOf(person.role) },
        { "set-cookie": `mock=${person.login}; Path=/` },
      );
    },
  ],
  ["GET", "/session", session],
  ["PATCH", "/session", session],
  ["DELETE", "/session", () => new Answer(204, undefined, { "set-cookie": "mock=; Path=/; Max-Age=0" })],
  [
    "GET",
    "/tokens",
    () => ({ items: [{ id: 1, name: "大屏", created_at: ago(9000), last_used_at: ago(3) }] }),
  ],
  [
    "POST",
    "/tokens",
    ({ body }) => ({
      id: 2,
      name: body.name,
      created_at: ago(0),
      last_used_at: null,
      token: "act_4f9d2c7be01a",
    }),
  ],
  ["GET", "/people", (asked) => pageOf(people, asked)],
  ["GET", "/people/(\\d+)", ({ params }) => one(people, params[0])],
  [
    "GET",
    "/duty",
    ({ query }) => {
      const from = Date.parse(query.get("from") ?? day(0));
      const to = Date.parse(query.get("to") ?? day(30));
      const start = Math.round((from - Date.parse(day(0))) / 86_400_000);
      return {
        required: 2,
        days: Array.from({ length: Math.round((to - from) / 86_400_000) + 1 }, (_, n) => dutyDay(start + n)),
      };
    },
  ],
  [
    "PUT",
    "/duty/([\\d-]+)",
    ({ params, body }) => ({
      date: params[0],
      people: people
        .filter((p) => body.people.includes(p.id))
        .map(({ id, name, active }) => ({ id, name, active })),
      gap: body.people.length < 2,
    }),
  ],
  [
    "GET",
    "/duty/now",
    () => ({
      at: ago(0),
      date: day(0),
      next: { date: day(1), people: dutyDay(1).people },
      gaps: [day(9), day(16)],
      on_duty: dutyDay(0).people.map((p) => ({
        ...p,
        phone: people.find((q) => q.id === p.id)?.phone ?? null,
        email: null,
      })),
    }),
  ],
  [
    "GET",
    "/maintenance",
    (asked) => {
      const open = asked.query.get("open");
      return pageOf(
        maintenance.filter(({ ended_at }) => open === null || (open === "true") === (ended_at === null)),
        asked,
      );
    },
  ],
  ["GET", "/maintenance/(\\d+)", ({ params }) => one(maintenance, params[0])],
  ["POST", "/maintenance/preview", ({ body }) => ({ times: [body.starts_at] })],
  ["POST", "/maintenance", () => maintenance[1]],
  ["PUT", "/maintenance/(\\d+)", ({ params }) => one(maintenance, params[0])],
  ["POST", "/maintenance/(\\d+)/end", ({ params }) => one(maintenance, params[0])],
  ["GET", "/customers", (asked) => pageOf(customers, asked)],
  ["GET", "/customers/(\\d+)", ({ params }) => one(customers, params[0])],
  [
    "GET",
    "/levels",
    () => ({
      version: 0,
      levels: [1, 2, 3].map((level) => ({
        level,
        name_en: `Level ${level}`,
        name_zh: `${"一二三"[level - 1]}级故障`,
        meaning_en: "—",
        meaning_zh: "—",
      })),
      interruption_minutes: 10,
      paralysed_percent: 50,
      partly_lost_percent: 10,
      share_from: 3,
      guard_level: 2,
    }),
  ],
  ["GET", "/calendars", (asked) => pageOf([], asked)],
  ["GET", "/guard-periods", (asked) => pageOf([], asked)],
  ["GET", "/contracts", (asked) => pageOf(contracts, asked)],
  ["GET", "/contracts/usual", () => contracts[0]],
  [
    "GET",
    "/contracts/(\\d+)/versions",
    () => ({
      items: [2, 1].map((version) => ({ ...contracts[0], version, written_at: ago(90_000 / version) })),
      next: null,
      total: 2,
    }),
  ],
  [
    "PATCH",
    "/contracts/(\\d+)",
    ({ params, body }) =>
      body.promises[0].arrive_seconds < body.promises[0].respond_seconds
        ? new Answer(422, {
            type: "about:blank",
            title: "请检查所填内容",
            status: 422,
            code: "invalid",
            detail: "请改正标出的各项。",
            fields: [
              {
                path: "promises[0].arrive_seconds",
                code: "promise.order",
                detail: "时限顺序不正确：响应 ≤ 到场 ≤ 恢复 ≤ 解决。",
              },
            ],
          })
        : one(contracts, params[0]),
  ],
  ["GET", "/contracts/(\\d+)", ({ params }) => one(contracts, params[0])],
  ["GET", "/sites", (asked) => pageOf(sites, asked)],
  ["GET", "/sites/(\\d+)", ({ params }) => one(sites, params[0])],
  ["GET", "/contacts", (asked) => pageOf(contacts, asked)],
  ["GET", "/devices", (asked) => pageOf(devices, asked)],
  ["GET", "/devices/(\\d+)", ({ params }) => one(devices, params[0])],
  [
    "POST",
    "/imports/devices",
    ({ query, body }) => {
      const bad = String(body).includes("bad");
      return {
        lines: 5,
        created: 3,
        updated: 1,
        unchanged: 1,
        applied: query.get("apply") === "true" && !bad,
        errors: bad
          ? [
              {
                line: 4,
                column: "kind",
                code: "device.kind",
                detail:
                  "没有「摄象机」这种设备类型，可用：router、switch、camera、recorder、server、ups、other。",
              },
            ]
          : [],
        preview: devices.slice(5, 10).map((d, n) => ({
          line: n + 2,
          action: n === 3 ? "update" : n === 4 ? "unchanged" : "create",
          name: d.name,
          kind: d.kind,
          address: d.address,
          site: d.site_name,
        })),
      };
    },
  ],
  ["GET", "/fleet", fleet],
  [
    "GET",
    "/device-states",
    (asked) => {
      const ids = asked.query.get("device_id")?.split(",").map(Number);
      asked.query.delete("device_id");
      const rows = devices
        .filter((d) => !ids || ids.includes(d.id))
        .map((d) => ({
          id: d.id,
          device_id: d.id,
          device_name: d.name,
          site_id: d.site_id,
          site_name: d.site_name,
          customer_id: d.customer_id,
          state: stateOfDevice(d.id),
          since: ago(51),
        }));
      return pageOf(rows, asked);
    },
  ],
  [
    "GET",
    "/coverage",
    (asked) => {
      const rows = devices.map((d) => ({
        ...{ id: d.id, device_id: d.id, device_name: d.name, kind: d.kind, state: stateOfDevice(d.id) },
        ...{ site_id: d.site_id, site_name: d.site_name },
        ...{ customer_id: d.customer_id, customer_name: d.customer_name },
        gaps: checksOf(d).length > 1 ? [] : ["only_ping", "no_snmp"],
        checks: checksOf(d).map(({ name, kind }) => ({ name, kind })),
        not_made: d.snmp ? [] : [{ name: "agent", lacks: "snmp" }],
      }));
      const lacking = rows.filter(({ gaps }) => gaps.length > 0).length;
      const counts = ["only_ping", "no_snmp"].map((gap) => ({ gap, devices: lacking }));
      return { ...pageOf(rows, asked), devices: rows.length, lacking, counts };
    },
  ],
  [
    "GET",
    "/checks",
    ({ query }) => ({
      items: checksOf(devices.find((d) => d.id === Number(query.get("device_id"))) ?? (devices[0] as never)),
    }),
  ],
  [
    "POST",
    "/checks/(\\d+)/try",
    () => ({
      ok: true,
      text: "3/3 应答",
      milliseconds: 2.1,
      measurements: [
        { name: "round_trip", value: 2.1, unit: "ms" },
        { name: "loss", value: 0, unit: "%" },
      ],
    }),
  ],
  ["GET", "/custom-checks", () => ({ items: [], next: null, total: 0 })],
  ["POST", "/custom-checks/try", () => ({ ok: true, text: "有应答", milliseconds: 1.2, measurements: [] })],
  [
    "GET",
    "/availability",
    (asked) => {
      const by = asked.query.get("by") ?? "customer";
      const rows = by === "customer" ? customers : by === "site" ? sites : by === "device" ? devices : [];
      return pageOf(
        rows.map(({ id, name }, index) => ({
          ...{ id, name, devices: 1, rate: 1 - index / 5000, planned_seconds: 7200, unknown_seconds: 0 },
          ...{ up_seconds: 2_592_000 * (1 - index / 5000), observed_seconds: 2_592_000 },
          ...{ down_seconds: (2_592_000 * index) / 5000, unreachable_seconds: 0 },
        })),
        asked,
      );
    },
  ],
  [
    "GET",
    "/alarms",
    (asked) => {
      const open = asked.query.get("open");
      return pageOf(
        alarms.filter((a) => open === null || (open === "true") === (a.closed_at === null)),
        asked,
      );
    },
  ],
  [
    "GET",
    "/series",
    () => ({
      items: [
        { id: 1, check_id: 10, name: "round_trip", label: "往返时间", unit: "ms" },
        { id: 2, check_id: 10, name: "available", label: "可用性", unit: "%" },
        { id: 3, check_id: 11, name: "if_in", label: "GE1/0/1 入流量", unit: "bit/s" },
        { id: 4, check_id: 11, name: "if_out", label: "GE1/0/1 出流量", unit: "bit/s" },
      ],
    }),
  ],
  [
    "GET",
    "/series/(\\d+)/points",
    ({ params, query }) => {
      const to = Date.parse(query.get("to") ?? ago(0));
      const from = Date.parse(query.get("from") ?? ago(1440));
      const at = Array.from({ length: 200 }, (_, n) => Math.round(from + ((to - from) * n) / 199));
      const scale = [1, 2, 100, 4e7, 2e7][Number(params[0])] ?? 1;
      const wave = (n: number) =>
        params[0] === "2"
          ? 1 - (n > 150 && n < 160 ? 0.4 : 0)
          : 1 + 0.5 * Math.sin(n / 14) + 0.15 * Math.sin(n * 1.7);
      const avg = at.map((_, n) => (n > 80 && n < 86 ? null : scale * wave(n)));
      return {
        unit: ["", "ms", "%", "bit/s", "bit/s"][Number(params[0])],
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        step_seconds: 432,
        at,
        avg,
        min: avg.map((v) => (v === null ? null : v * 0.8)),
        max: avg.map((v, n) => (v === null ? null : v * (1.2 + (n % 17 === 0 ? 0.6 : 0)))),
      };
    },
  ],
  [
    "GET",
    "/tickets",
    (asked) => {
      const open = asked.query.get("open");
      const mine = asked.query.get("mine");
      const rows = own(tickets, asked).filter(
        (t) =>
          (open !== "true" || !["closed", "cancelled"].includes(t.state)) &&
          (!mine || t.owner?.name === me(asked)?.name),
      );
      return pageOf<Ticket>(rows, asked);
    },
  ],
  ["POST", "/tickets", () => tickets[0]],
  [
    "GET",
    "/tickets/(\\d+)",
    (asked) => {
      const found = one(tickets, asked.params[0]);
      if (found instanceof Answer || me(asked)?.role !== "customer") return found;
      return { ...found, actions: customerActions(found.actions) };
    },
  ],
  [
    "GET",
    "/tickets/(\\d+)/timeline",
    ({ params }) => ({
      items: timeline(tickets.find((t) => t.id === Number(params[0])) ?? (tickets[0] as never)),
    }),
  ],
  [
    "POST",
    "/tickets/(\\d+)/(\\w+)",
    ({ params, body }) => {
      if (params[1] === "cancel")
        return new Answer(409, {
          type: "about:blank",
          title: "工单已变化",
          status: 409,
          code: "ticket.changed",
          detail: "其他人刚刚修改了此工单，请查看最新内容后重试。",
        });
      if (params[1] === "pause" && !body.evidence)
        return new Answer(422, {
          type: "about:blank",
          title: "缺少依据",
          status: 422,
          code: "ticket.evidence",
          detail: "挂起须有依据。",
          fields: [{ path: "evidence", code: "required", detail: "请写明依据" }],
        });
      return one(tickets, params[0]);
    },
  ],
  [
    "GET",
    "/clocks",
    () => ({
      items: tickets
        .flatMap((t) =>
          t.clocks
            .filter((c) => c.stopped_at === null && c.due_at)
            .map((clock) => ({
              ticket: {
                id: t.id,
                number: t.number,
                title: t.title,
                level: t.level,
                customer: t.customer,
                owner: t.owner,
              },
              clock,
            })),
        )
        .sort((a, b) => (a.clock.due_at ?? "").localeCompare(b.clock.due_at ?? ""))
        .slice(0, 8),
    }),
  ],
  [
    "GET",
    "/acknowledgements/(.+)",
    ({ params }) => ({
      ticket: {
        number: tickets[1]?.number,
        title: tickets[1]?.title,
        level: 1,
        customer: tickets[1]?.customer.name,
        site: tickets[1]?.site?.name,
        opened_at: tickets[1]?.opened_at,
      },
      person: "李强",
      state: ["used", "expired", "taken"].includes(params[0] ?? "") ? params[0] : "open",
    }),
  ],
  [
    "POST",
    "/acknowledgements/(.+)",
    () => ({
      ticket: {
        number: tickets[1]?.number,
        title: tickets[1]?.title,
        level: 1,
        customer: tickets[1]?.customer.name,
        site: tickets[1]?.site?.name,
        opened_at: tickets[1]?.opened_at,
      },
      person: "李强",
      state: "used",
    }),
  ],
  [
    "GET",
    "/visits",
    ({ query }) => {
      const open = query.get("open");
      const of = query.get("ticket_id");
      const items = visits.filter(
        (v) => (open !== "true" || v.state !== "left") && (!of || v.ticket.id === Number(of)),
      );
      return { items, next: null, total: items.length };
    },
  ],
  ["POST", "/visits", () => visits[1]],
  ["GET", "/visits/(\\d+)", ({ params }) => one(visits, params[0])],
  [
    "POST",
    "/visits/(\\d+)/([\\w-]+)",
    ({ params, body }) => {
      const at = visits.findIndex((v) => v.id === Number(params[0]));
      const old = visits[at] as Visit;
      const next = step[params[1] ?? ""];
      visits[at] = next
        ? { ...visit(old.id, old.ticket.id, next), work: old.work }
        : { ...old, work: [...old.work, { at: ago(0), text: body.text }] };
      return visits[at];
    },
  ],
  ["GET", "/visits/(\\d+)/signature", () => new Answer(200, pixel, { "content-type": "image/png" })],
  [
    "GET",
    "/visits/(\\d+)/report",
    ({ params }) => {
      const v = visits.find((row) => row.id === Number(params[0])) ?? (visits[2] as Visit);
      const of = tickets.find((t) => t.id === v.ticket.id) ?? (tickets[5] as never);
      return {
        visit: v,
        ticket: of,
        device: devices.find((d) => d.id === of.device?.id) ?? null,
        customer: customers[0],
        contract: contracts[0],
        timeline: timeline(of),
        signature_url: `/api/v1/visits/${v.id}/signature`,
      };
    },
  ],
  ["GET", "/messages", (asked) => pageOf(messages, asked)],
  [
    "GET",
    "/inbox",
    () => ({
      unread: 2,
      next: null,
      total: 5,
      items: messages.slice(0, 5).map((m, n) => ({
        id: m.id,
        subject: m.subject,
        body: "请在 10 分钟内接单；未接单将自动呼叫下一位。",
        ticket_id: m.ticket_id,
        created_at: m.created_at,
        read_at: n < 2 ? null : ago(10),
      })),
    }),
  ],
  ["POST", "/inbox/.*", () => new Answer(204)],
  ["GET", "/gateways", () => ({ items: gateways })],
  ["POST", "/gateways/(\\d+)/test", () => ({ ok: true, text: "渠道服务器已接收测试消息。" })],
  ["GET", "/people/(\\d+)/message-rules", () => messageRules],
  ["PUT", "/people/(\\d+)/message-rules", () => messageRules],
  ["GET", "/webhooks", () => ({ items: webhooks })],
  ["POST", "/webhooks/(\\d+)/test", () => ({ ok: true, text: "200 OK" })],
  ["POST", "/mail/test", () => ({ ok: false, text: "smtp: connection refused" })],
  [
    "GET",
    "/journal/events",
    (asked) =>
      pageOf(
        timeline(tickets[1] as never).map((e) => ({
          ...e,
          subject: { kind: "ticket", id: 2 },
          customer_id: 1,
          ticket_id: 2,
          body: { owner_id: 3, via: "link", level: 1 },
          hash: `${e.seq}d07ab4e8c39f2c61`.repeat(4).slice(0, 64),
        })),
        asked,
      ),
  ],
  [
    "GET",
    "/journal/seals",
    () => ({
      items: [3, 2, 1].map((n) => ({
        number: n,
        first_seq: n * 40 - 39,
        last_seq: n * 40,
        root: "9f2c61d07ab4e8c3".repeat(4),
        previous: n > 1 ? "71aa0be4c95d3f26".repeat(4) : "0".repeat(64),
        head: "c95d3f2671aa0be4".repeat(4),
        signature: "5f".repeat(64),
        sealed_at: ago(90 - n * 30),
      })),
      next: null,
      total: 3,
    }),
  ],
  [
    "POST",
    "/journal/verify",
    () => ({
      ok: false,
      events: 131,
      seals: 3,
      unsealed: 11,
      rows: 412,
      findings: [{ what: "row tickets 2", detail: "该行与台账最后的记录不一致：数据库被直接改动过。" }],
    }),
  ],
  [
    "GET",
    "/journal/key",
    () => ({
      public_key: "ea7d26674a89ddbe9adafd1dd2bd24f7255b4fb9b5738b39c7cbb6c3557b7ab6",
      algorithm: "Ed25519",
      fingerprint: "4e1b9c70 3ad288f1 77c0a1b2 90de34f6 18ab55cd e0f19273 6a4b8c2d f3051e97",
    }),
  ],
  [
    "GET",
    "/workers",
    () => ({
      items: ["intake", "thresholds", "caller", "courier", "sealer", "series_retention"].map((name, n) => ({
        name,
        node: "node-a",
        period_seconds: [1, 5, 5, 2, 60, 3600][n],
        state: n === 3 ? "failing" : n === 0 ? "running" : "idle",
        last_started_at: ago(0.1 * n),
        last_finished_at: ago(0.1 * n),
        runs: 1200 + n,
        failures: n === 3 ? 4 : 0,
        last_report: n === 4 ? "sealed 12 events" : `${n} done`,
        done: n * 7,
        leased: n > 3,
        last_error: n === 3 ? "smtp: connection refused (127.0.0.1:2525)" : null,
        lease: n > 3 ? { holder: "node-a", until: ahead(0.5) } : null,
      })),
    }),
  ],
  ["POST", "/workers/(.+)/run", () => new Answer(204)],
];
