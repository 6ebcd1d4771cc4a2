/** A small made-up city to draw pages with: two customers, a few sites, forty devices, some of them in trouble. */
import type {
  Alarm,
  Check,
  ClockKind,
  Contact,
  Contract,
  Customer,
  Device,
  DeviceKind,
  Gateway,
  Level,
  MaintenanceTime,
  MaintenanceWindow,
  Message,
  MessageRules,
  Person,
  Role,
  Site,
  StateOfDevice,
  TicketClock,
  TicketDetail,
  TicketState,
  TimelineEntry,
  Visit,
  Webhook,
} from "../src/api/types";

const now = Date.now();
export const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
export const ahead = (minutes: number) => ago(-minutes);
export const day = (offset: number) => new Date(now + offset * 86_400_000).toISOString().slice(0, 10);

const person = (
  id: number,
  name: string,
  login: string,
  role: Role,
  customer_id: number | null = null,
): Person => ({
  id,
  name,
  login,
  role,
  customer_id,
  email: `${login}@example.test`,
  phone: `138 0000 ${String(1000 + id)}`,
  email_verified_at: null,
  phone_verified_at: null,
  locale: "zh",
  active: id !== 9,
  created_at: ago(60 * 24 * 90),
});
export const people: Person[] = [
  person(1, "系统管理员", "admin", "administrator"),
  person(2, "周敏", "dispatcher", "dispatcher"),
  person(3, "李强", "engineer", "engineer"),
  person(4, "王芳", "wangfang", "engineer"),
  person(5, "陈建国", "manager", "manager"),
  person(6, "孙丽", "supervisor", "supervisor"),
  person(7, "赵库", "store", "storekeeper"),
  person(8, "刘警官", "customer", "customer", 1),
  person(9, "张伟", "zhangwei", "engineer"),
  person(10, "吴磊", "wulei", "engineer"),
];
const named = (id: number) => ({ id, name: people.find((p) => p.id === id)?.name ?? "" });

export const customers: Customer[] = [
  {
    version: 1,
    id: 1,
    name: "滨海市公安局交通警察支队",
    code: "BHJJ",
    address: "滨海市人民路 1 号",
    note: null,
    created_at: ago(200_000),
    devices: 34,
    sites: 6,
  },
  {
    version: 1,
    id: 2,
    name: "滨海市城市管理局",
    code: "BHCG",
    address: "滨海市建设路 88 号",
    note: "重保：春运",
    created_at: ago(190_000),
    devices: 6,
    sites: 2,
  },
];
const line = (clock: ClockKind, target: string): Contract["clauses"][number] => ({
  clock,
  level: null,
  kind: null,
  site_class: null,
  guard: null,
  target,
  calendar_id: 0,
  starts: "reported",
  warnings: ["75%"],
  pausable: clock !== "respond",
  on_level_change: "go_on",
  on_contract_change: "go_on",
  on_reject: "never_stopped",
  on_reopen: "stops_while_done",
});
const table = (level: Level, targets: [string, string, string, string]) =>
  (["respond", "arrive", "restore", "resolve"] as const).map((clock, index) => ({
    ...line(clock, targets[index] ?? "1h"),
    level,
  }));
export const contracts: Contract[] = [
  {
    id: 1,
    customer_id: 1,
    customer_name: "滨海市公安局交通警察支队",
    name: "违停抓拍系统售后服务",
    number: "HT-2026-017",
    starts_on: "2026-01-01",
    ends_on: "2028-12-31",
    zone: "Asia/Shanghai",
    version: 2,
    written_at: ago(40_000),
    call_next_after_seconds: 300,
    clauses: [
      ...table(1, ["10m", "1h", "4h", "24h"]),
      ...table(2, ["30m", "2h", "8h", "48h"]),
      ...table(3, ["1h", "4h", "24h", "120h"]),
      { ...line("update", "1h"), level: 1 },
      line("report", "3wd"),
    ],
  },
];
const site = (id: number, customer_id: number, name: string, code: string, kind: Site["kind"]): Site => ({
  version: 1,
  created_at: ago(200_000),
  devices: 4,
  customer_name: customers.find((customer) => customer.id === customer_id)?.name ?? "",
  id,
  customer_id,
  name,
  code,
  kind,
  class: id % 3 === 0 ? "A" : null,
  address: `滨海市${name}`,
  latitude: 38.9 + id / 100,
  longitude: 121.6 + id / 100,
});
export const sites: Site[] = [
  site(1, 1, "指挥中心机房", "ZX", "room"),
  site(2, 1, "人民路与中山路口", "P01", "pole"),
  site(3, 1, "解放路商业街", "P02", "pole"),
  site(4, 1, "火车站北广场", "P03", "pole"),
  site(5, 1, "滨海大道 12 号箱", "C04", "cabinet"),
  site(6, 1, "第一中学门前", "P05", "pole"),
  site(7, 2, "市民广场", "S01", "pole"),
  site(8, 2, "城管局机房", "S02", "room"),
];
export const contacts: Contact[] = [
  {
    id: 1,
    customer_id: 1,
    version: 1,
    created_at: ago(200_000),
    name: "刘警官",
    role: "科技科",
    phone: "0411-8000 1234",
    email: "liu@example.test",
    is_primary: true,
  },
  {
    id: 2,
    customer_id: 1,
    version: 1,
    created_at: ago(200_000),
    name: "何科长",
    role: "科长",
    phone: "0411-8000 1200",
    email: null,
    is_primary: false,
  },
];

export const devices: Device[] = [];
const stateOf = new Map<number, StateOfDevice>();
function device(
  site_id: number,
  name: string,
  kind: DeviceKind,
  parent: Device | null,
  state: StateOfDevice = "up",
): Device {
  const place = sites.find((s) => s.id === site_id) as Site;
  const owner = customers.find((c) => c.id === place.customer_id) as Customer;
  const id = devices.length + 1;
  const made: Device = {
    version: 1,
    id,
    customer_id: owner.id,
    customer_name: owner.name,
    site_id,
    site_name: place.name,
    name,
    kind,
    vendor: kind === "camera" ? "Hikvision" : kind === "ups" ? "APC" : "H3C",
    model:
      kind === "camera"
        ? "iDS-2CD9371"
        : kind === "switch"
          ? "S5130S-28P"
          : kind === "router"
            ? "MSR3600"
            : "DS-96128",
    serial: `SN${String(100_000 + id * 37)}`,
    address: `10.${place.id}.0.${id}`,
    parent_id: parent?.id ?? null,
    parent_name: parent?.name ?? null,
    snmp:
      kind === "camera"
        ? null
        : { version: "2c", port: 161, has_community: true, user: null, auth: null, privacy: null },
    http_port: kind === "camera" ? 80 : null,
    rtsp_port: kind === "camera" ? 554 : null,
    has_photo: false,
    removed_at: null,
    created_at: ago(200_000),
  };
  devices.push(made);
  stateOf.set(id, state);
  return made;
}
const core = device(1, "核心路由器", "router", null);
device(1, "录像服务器 1", "recorder", core);
device(1, "录像服务器 2", "recorder", core);
device(1, "应用服务器", "server", core);
device(1, "机房 UPS", "ups", core);
for (const [index, place] of sites.filter((s) => s.kind !== "room").entries()) {
  const broken = place.id === 3;
  const pole = device(place.id, `${place.code} 杆站交换机`, "switch", core, broken ? "down" : "up");
  for (let n = 1; n <= 3 + (index % 3); n++) {
    const state: StateOfDevice = broken
      ? "unreachable"
      : place.id === 4 && n === 2
        ? "down"
        : place.id === 6 && n === 4
          ? "unknown"
          : "up";
    device(place.id, `${place.code} 摄像机 ${n}`, "camera", pole, state);
  }
}
export const stateOfDevice = (id: number): StateOfDevice => stateOf.get(id) ?? "unknown";

function clock(
  kind: ClockKind,
  target: number,
  elapsed: number,
  state: TicketClock["state"],
  startedAgo: number,
): TicketClock {
  const open = state === "running" || state === "breached" || state === "paused";
  return {
    kind,
    cycle: 1,
    target: target % 3600 === 0 ? `${target / 3600}h` : `${target / 60}m`,
    target_seconds: target,
    wall: false,
    calendar: { id: 0, version: 1, name: "7×24" },
    party: null,
    breached_at: null,
    paused_wall_seconds: state === "paused" ? 900 : 0,
    unproven_seconds: 0,
    unknown: null,
    expected_at: null,
    starts: "reported",
    pausable: true,
    warnings: [],
    before: [],
    started_at: ago(startedAgo),
    elapsed_seconds: elapsed,
    due_at: state === "paused" ? null : new Date(now - startedAgo * 60_000 + target * 1000).toISOString(),
    stopped_at: open ? null : new Date(now - startedAgo * 60_000 + elapsed * 1000).toISOString(),
    state,
    remaining_seconds: target - elapsed,
    earlier: [],
    paused_seconds: state === "paused" ? 900 : 0,
  };
}

const allActions: TicketDetail["actions"][number]["action"][] = [
  "acknowledge",
  "assign",
  "level",
  "note",
  "pause",
  "resume",
  "restore",
  "resolve",
  "confirm",
  "reject",
  "reopen",
  "cancel",
];
function ticket(
  id: number,
  title: string,
  level: Level,
  state: TicketState,
  device_id: number | null,
  site_id: number,
  owner: number | null,
  openedAgo: number,
  clocks: TicketClock[],
): TicketDetail {
  const place = sites.find((s) => s.id === site_id) as Site;
  const owned = customers.find((c) => c.id === place.customer_id) as Customer;
  const running = clocks
    .filter((c) => c.stopped_at === null && c.due_at)
    .sort((a, b) => (a.due_at ?? "").localeCompare(b.due_at ?? ""))[0];
  const dev = devices.find((d) => d.id === device_id);
  const allowed: Record<TicketState, string[]> = {
    open: ["acknowledge", "assign", "level", "note", "cancel"],
    acknowledged: ["assign", "level", "note", "pause", "restore", "cancel"],
    restored: ["assign", "note", "resolve"],
    resolved: ["note", "confirm", "reject", "reopen"],
    closed: ["note", "reopen"],
    cancelled: ["reopen"],
  };
  return {
    id,
    number: `F261122-${String(id).padStart(4, "0")}`,
    kind: "fault",
    source: id % 3 === 0 ? "customer" : "alarm",
    title,
    level,
    proposed_level: id === 2 ? 2 : level,
    state,
    customer: { id: owned.id, name: owned.name },
    site: { id: place.id, name: place.name },
    device: dev ? { id: dev.id, name: dev.name } : null,
    owner: owner ? named(owner) : null,
    opened_at: ago(openedAgo),
    closed_at: state === "closed" ? ago(20) : null,
    version: 4,
    paused: false,
    restore_claimed: false,
    next_clock: running ? { kind: running.kind, due_at: running.due_at ?? "", state: running.state } : null,
    description: "监控发现设备连续 3 次无应答，其下摄像机同时不可达。",
    proposed_reason: "上级交换机中断，4 台摄像机不可达，业务中断超过 10 分钟",
    contract: { id: 1, name: "违停抓拍系统售后服务", version: 2 },
    clocks,
    pauses: [],
    corrections: [],
    guard: null,
    site_class: null,
    third_party: null,
    devices: devices
      .filter((d) => d.site_id === site_id)
      .map((d) => ({ id: d.id, name: d.name, state_when_opened: stateOfDevice(d.id) })),
    levels: [
      {
        at: ago(openedAgo),
        from: null,
        to: id === 2 ? 2 : level,
        by: "watch",
        reason: "按监控证据建议",
        clocks: [],
      },
      ...(id === 2
        ? [
            {
              at: ago(openedAgo - 4),
              from: 2 as const,
              to: 1 as const,
              by: "周敏",
              reason: "商业街全部点位中断，正值整治行动",
              clocks: [],
            },
          ]
        : []),
    ],
    actions: allActions.map((action) => {
      const yes = allowed[state].includes(action);
      return {
        action,
        allowed: yes,
        why_not: yes
          ? null
          : { code: `ticket.${state}`, detail: `「${title}」当前状态下不能执行此操作，请先完成上一步。` },
      };
    }),
    confirmation:
      state === "closed" ? { signed_by: "刘警官", at: ago(20), satisfied: true, comment: "恢复及时" } : null,
    calls:
      state === "open"
        ? [
            { person: named(3), step: 1, at: ago(openedAgo), state: "passed_on", because: "当班第一位" },
            { person: named(4), step: 2, at: ago(openedAgo - 2), state: "calling", because: "当班第二位" },
          ]
        : [{ person: named(3), step: 1, at: ago(openedAgo), state: "acknowledged", because: "当班第一位" }],
    next_call_at: state === "open" ? ahead(3) : null,
  };
}
export const tickets: TicketDetail[] = [
  ticket(
    1,
    "P03 摄像机 2 无应答",
    3,
    "open",
    devices.find((d) => d.name === "P03 摄像机 2")?.id ?? null,
    4,
    null,
    6,
    [
      clock("respond", 3600, 360, "running", 6),
      clock("arrive", 14_400, 360, "running", 6),
      clock("restore", 86_400, 360, "running", 6),
      clock("resolve", 432_000, 360, "running", 6),
    ],
  ),
  ticket(
    2,
    "P02 杆站交换机中断，4 台摄像机不可达",
    1,
    "acknowledged",
    devices.find((d) => d.name === "P02 杆站交换机")?.id ?? null,
    3,
    3,
    51,
    [
      clock("respond", 600, 215, "met", 51),
      clock("arrive", 3600, 3060, "running", 51),
      clock("restore", 14_400, 3060, "running", 51),
      clock("resolve", 86_400, 3060, "running", 51),
    ],
  ),
  ticket(3, "值班室看不到滨海大道实时画面", 2, "open", null, 5, null, 34, [
    clock("respond", 1800, 2040, "breached", 34),
    clock("arrive", 7200, 2040, "running", 34),
    clock("restore", 28_800, 2040, "running", 34),
    clock("resolve", 172_800, 2040, "running", 34),
  ]),
  ticket(4, "录像服务器 2 一块硬盘告警", 2, "restored", 3, 1, 4, 300, [
    clock("respond", 1800, 240, "met", 300),
    clock("arrive", 7200, 5400, "met", 300),
    clock("restore", 28_800, 15_000, "met", 300),
    clock("resolve", 172_800, 18_000, "paused", 300),
  ]),
  ticket(5, "P01 摄像机 1 画面偏色", 3, "resolved", 7, 2, 10, 900, [
    clock("respond", 3600, 900, "met", 900),
    clock("arrive", 14_400, 16_000, "late_met", 900),
    clock("restore", 86_400, 40_000, "met", 900),
    clock("resolve", 432_000, 50_000, "met", 900),
  ]),
  ticket(6, "机房 UPS 电池电压低", 2, "closed", 5, 1, 3, 4000, [
    clock("respond", 1800, 300, "met", 4000),
    clock("arrive", 7200, 4000, "met", 4000),
    clock("restore", 28_800, 9000, "met", 4000),
    clock("resolve", 172_800, 12_000, "met", 4000),
  ]),
];

export const timeline = (of: TicketDetail): TimelineEntry[] => {
  const start = (now - Date.parse(of.opened_at)) / 60_000;
  const rows: [number, string, TimelineEntry["actor"], string][] = [
    [
      0,
      "ticket.opened",
      { kind: "system", id: null, name: "watch" },
      `监控发现「${of.title}」，按二级故障开单`,
    ],
    [0.1, "message.sent", { kind: "system", id: null, name: "notify" }, "已呼叫值班工程师 李强（第 1 步）"],
    [
      3.5,
      "ticket.acknowledged",
      { kind: "link", id: 3, name: "李强" },
      "李强通过短信链接接单，响应时限按期完成",
    ],
    [
      4,
      "ticket.level_set",
      { kind: "person", id: 2, name: "周敏" },
      "级别由二级改为一级：商业街全部点位中断，正值整治行动",
    ],
    [
      9,
      "ticket.noted",
      { kind: "person", id: 3, name: "李强" },
      "远程诊断：上联光口收光 -31 dBm，判断光缆或光模块故障，携带光模块出发",
    ],
    [12, "visit.set_out", { kind: "person", id: 3, name: "李强" }, "李强已出发前往解放路商业街"],
  ];
  return rows
    .filter(([minute]) => minute <= start)
    .map(([minute, kind, actor, text], index) => ({
      seq: 100 + index,
      at: ago(start - minute),
      recorded_at: ago(start - minute),
      kind,
      actor,
      text,
      body: {},
    }));
};

const visitActions: Visit["actions"][number]["action"][] = [
  "set-out",
  "arrive",
  "work",
  "restored",
  "confirm",
  "leave",
  "cancel",
];
export const visit = (id: number, ticketId: number, state: Visit["state"]): Visit => {
  const of = tickets.find((t) => t.id === ticketId) as TicketDetail;
  const place = sites.find((s) => s.id === of.site?.id);
  const order = ["planned", "set_out", "arrived", "restored", "confirmed", "left"];
  const step = order.indexOf(state);
  const next = ["set-out", "arrive", "restored", "confirm", "leave"][step];
  const when = (needed: number) => (step >= needed ? ago(50 - needed * 9) : null);
  return {
    id,
    ticket: { id: of.id, number: of.number, title: of.title, level: of.level },
    customer: of.customer,
    site: place
      ? {
          id: place.id,
          name: place.name,
          address: place.address,
          latitude: place.latitude,
          longitude: place.longitude,
        }
      : null,
    engineer: named(3),
    state,
    planned_at: ago(40),
    created_at: ago(45),
    cancelled_at: null,
    set_out_at: when(1),
    arrived_at: when(2),
    restored_at: when(3),
    confirmed_at: when(4),
    left_at: when(5),
    work:
      step >= 2
        ? [
            { at: ago(28), text: "光模块收光 -31 dBm，更换 SFP-GE-LX 一只" },
            { at: ago(24), text: "清洁尾纤端面，收光恢复至 -9 dBm" },
          ]
        : [],
    confirmation:
      step >= 4
        ? {
            signed_by: "刘警官",
            at: ago(14),
            position: null,
            satisfied: true,
            comment: null,
            signature_sha256: "",
          }
        : null,
    actions: visitActions.map((action) => {
      const yes =
        action === next || (action === "work" && step >= 2 && step < 5) || (action === "cancel" && step < 2);
      return {
        action,
        allowed: yes,
        why_not: yes
          ? null
          : {
              code: "visit.order",
              detail: action === "leave" ? "用户确认后方可离开，请先请用户签字。" : "请先完成前面的步骤。",
            },
      };
    }),
    version: step + 1,
  };
};
export const visits: Visit[] = [
  visit(1, 2, "arrived"),
  visit(2, 4, "planned"),
  visit(3, 6, "left"),
  visit(4, 5, "restored"),
];

export const alarms: Alarm[] = tickets
  .filter((t) => t.device && t.state !== "closed")
  .map((t, index) => ({
    id: index + 1,
    device_id: t.device?.id ?? 0,
    device_name: t.device?.name ?? "",
    site_id: t.site?.id ?? 0,
    site_name: t.site?.name ?? "",
    customer_id: t.customer.id,
    kind: index % 3 === 2 ? "check_failed" : "device_down",
    text: "连续 3 次无应答（ICMP 超时）",
    opened_at: t.opened_at,
    closed_at: t.state === "resolved" ? ago(100) : null,
    ticket_id: t.id,
    flapping: index === 1,
    cause: index === 0 ? "link" : null,
    evidence: index === 0 ? ["交换机 SW1 的端口 Gi0/3 为 down：网线或接头故障，或设备断电。"] : [],
    proof: [],
    affected: t.devices
      .filter((d) => d.id !== t.device?.id)
      .map((d) => ({ device_id: d.id, device_name: d.name })),
  }));

const daily = (state: MaintenanceTime["state"], days: number): MaintenanceTime => ({
  id: 10 + days,
  starts_at: ahead(days * 1440 - 60),
  ends_at: ahead(days * 1440 + 60),
  state,
  differences:
    state === "over"
      ? devices.slice(0, 2).map((device, index) => ({
          device_id: device.id,
          device_name: device.name,
          what: index === 0 ? "state" : "HTTP",
          before: index === 0 ? "up" : "failing",
          after: index === 0 ? "down" : "ok",
        }))
      : null,
});
const work = (id: number, name: string, rule: string, times: MaintenanceTime[]): MaintenanceWindow => ({
  ...{ id, name, rule, times },
  customer_id: customers[0]?.id ?? 1,
  customer_name: customers[0]?.name ?? "",
  reason: "杆上交换机固件升级，逐台重启。",
  starts_at: times[0]?.starts_at ?? ago(0),
  ends_at: times[0]?.ends_at ?? ahead(120),
  zone: "Asia/Shanghai",
  targets: sites.slice(0, 2).map((site) => ({ kind: "site", id: site.id, name: site.name })),
  ticket_id: 1,
  entered_by: "调度员",
  entered_at: ago(4000),
  ended_at: times.every(({ state }) => state === "over") ? ago(1380) : null,
  version: 1,
  devices: 8,
});
export const maintenance: MaintenanceWindow[] = [
  work(1, "固件升级", "FREQ=DAILY", [daily("over", -1), daily("running", 0), daily("planned", 1)]),
  work(2, "更换 UPS 电池", "", [daily("planned", 2)]),
  work(3, "光缆割接", "", [daily("over", -1)]),
];

export const checksOf = (of: Device): Check[] => {
  const base = { device_id: of.id, settings: {}, since: ago(700), state: stateOfDevice(of.id) };
  const ok = base.state === "up";
  const list: Check[] = [
    {
      ...base,
      id: of.id * 10,
      name: "Ping",
      kind: "icmp",
      period_seconds: 30,
      last: { at: ago(0.3), ok, text: ok ? "3/3 应答" : "无应答", milliseconds: ok ? 2.4 : null },
    },
  ];
  if (of.snmp)
    list.push({
      ...base,
      id: of.id * 10 + 1,
      name: "SNMP",
      kind: "snmp",
      period_seconds: 60,
      last: { at: ago(0.6), ok, text: ok ? "sysUpTime 41 d" : "超时", milliseconds: ok ? 8.1 : null },
    });
  if (of.rtsp_port)
    list.push({
      ...base,
      id: of.id * 10 + 2,
      name: "RTSP",
      kind: "rtsp",
      period_seconds: 60,
      last: { at: ago(0.5), ok, text: ok ? "200 OK · H.264" : "连接超时", milliseconds: ok ? 31 : null },
    });
  if (of.http_port)
    list.push({
      ...base,
      id: of.id * 10 + 3,
      name: "HTTP",
      kind: "http",
      period_seconds: 60,
      last: { at: ago(0.5), ok, text: ok ? "200 OK" : "连接超时", milliseconds: ok ? 12 : null },
    });
  return list;
};

const plain = {
  importance: "routine",
  gateway: null,
  next_try_at: null,
  told_together: 1,
  answer: null,
} as const;
export const messages: Message[] = tickets.flatMap((t, index) => [
  {
    id: index * 3 + 1,
    channel: "email",
    to: "engineer@example.test",
    person: named(3),
    ticket_id: t.id,
    subject: `【一级】${t.number} ${t.title}`,
    ...plain,
    state: "sent",
    attempts: 1,
    created_at: t.opened_at,
    sent_at: t.opened_at,
    last_error: null,
  },
  {
    id: index * 3 + 2,
    channel: "in_app",
    to: "李强",
    person: named(3),
    ticket_id: t.id,
    subject: `${t.number} 待接单`,
    ...plain,
    state: "sent",
    attempts: 1,
    created_at: t.opened_at,
    sent_at: t.opened_at,
    last_error: null,
  },
  {
    id: index * 3 + 3,
    channel: "webhook",
    to: "https://hooks.example.test/fault",
    person: null,
    ticket_id: t.id,
    subject: t.number,
    ...plain,
    state: index === 1 ? "failed" : index === 2 ? "given_up" : "sent",
    attempts: index === 1 ? 3 : 1,
    created_at: t.opened_at,
    sent_at: null,
    last_error: index === 1 || index === 2 ? "connect: connection refused" : null,
  },
]);
export const gateways: Gateway[] = [
  {
    id: 1,
    name: "运维值班群",
    kind: "dingtalk",
    active: true,
    audience: "staff",
    customer_id: null,
    host: "oapi.dingtalk.com",
    signed: true,
    template: null,
    secret_names: [],
    report_url: null,
    modem_is_here: null,
    created_at: ago(9000),
  },
  {
    id: 2,
    name: "机房短信猫",
    kind: "modem",
    active: true,
    audience: "everybody",
    customer_id: null,
    host: null,
    signed: false,
    template: null,
    secret_names: [],
    report_url: null,
    modem_is_here: false,
    created_at: ago(9000),
  },
];
export const messageRules: MessageRules = {
  routine: ["email"],
  important: ["email", "dingtalk", "sms"],
  quiet: { from: "22:00", to: "07:00", zone: "Asia/Shanghai", important_too: false },
  own: true,
  ways: ["email", "dingtalk", "sms"],
};
export const webhooks: Webhook[] = [
  {
    id: 1,
    name: "企业微信群机器人",
    url: "https://hooks.example.test/fault",
    active: true,
    has_secret: true,
    customer_id: null,
    created_at: ago(9000),
  },
];
