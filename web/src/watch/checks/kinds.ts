/** The kinds of questions and their fields, as `docs/probe.md` describes them. A new kind is an entry here and nothing else. */
import { type Field, type QuestionKind, same } from "./field";
import { expecting, SERVICES } from "./services";

export const ADDRESS: Field = {
  at: "address",
  label: ["Address", "地址"],
  type: "text",
  hint: ["The device's own when empty. No port.", "留空即为设备自身的地址；不含端口。"],
};

const PORT: Field = { at: "port", label: ["Port", "端口"], type: "number", least: 1, most: 65_535 };

const LOGIN: readonly Field[] = [
  {
    at: "login.user",
    label: ["User", "用户名"],
    type: "text",
    hint: ["Given only when the device asks for it.", "仅在设备要求登录时使用。"],
  },
  {
    at: "login.password",
    label: ["Password", "密码"],
    type: "password",
    required: true,
    when: ["login.user"],
  },
];

/** What measurements count. */
export const UNITS = [
  ["count", ["count", "个数"]],
  ["seconds", ["seconds", "秒"]],
  ["ratio", ["ratio (1 = 100 %)", "比例（1 即 100%）"]],
  ["bytes", ["bytes", "字节"]],
  ["days", ["days", "天"]],
  ["celsius", same("°C")],
  ["volts", same("V")],
  ["amperes", same("A")],
  ["watts", same("W")],
  ["dbm", same("dBm")],
  ["code", ["code", "代码"]],
  ["flag", ["flag (0 or 1)", "标志（0 或 1）"]],
  ["text", ["text", "文本"]],
] as const;

const OBJECT: readonly Field[] = [
  {
    at: "name",
    label: ["Measured as", "测量名"],
    type: "text",
    required: true,
    example: "battery_charge",
  },
  { at: "oid", label: same("OID"), type: "text", required: true, example: "1.3.6.1.2.1.33.1.2.4.0" },
  { at: "unit", label: ["Unit", "单位"], type: "choice", usual: "count", choices: UNITS },
  { at: "scale", label: ["Times", "乘以"], type: "number", usual: 1 },
];

export const KINDS: readonly QuestionKind[] = [
  {
    kind: "http",
    label: ["Web page (HTTP)", "网页（HTTP）"],
    asks: [
      "Fetches a page: its status, how long it takes, and the days left of the certificate.",
      "获取网页：状态码、耗时和证书剩余天数。",
    ],
    fields: [
      {
        at: "tls",
        label: same("TLS"),
        type: "choice",
        usual: "off",
        choices: [
          ["off", ["No (http)", "不使用（http）"]],
          ["verify", ["Yes, the certificate must be valid", "使用，证书必须有效"]],
          ["accept_any", ["Yes, any certificate", "使用，接受任何证书"]],
        ],
      },
      { ...PORT, hint: ["80, with TLS 443, when empty.", "留空为 80，使用 TLS 时为 443。"] },
      { at: "path", label: ["Path", "路径"], type: "text", usual: "/", example: "/health" },
      {
        at: "method",
        label: ["Method", "方法"],
        type: "choice",
        usual: "get",
        choices: ["get", "head", "post", "put"].map(
          (method) => [method, same(method.toUpperCase())] as const,
        ),
      },
      {
        at: "contains",
        label: ["Text to look for", "页面须含文字"],
        type: "text",
        hint: [
          "Measured as found or not, in the first MiB of the page.",
          "在页面前 1 MiB 中查找，结果记为测量值。",
        ],
      },
      expecting('[{"status": ["200-299"]}, {"json": {"path": "$.queue", "is": {"<": 100}}}]'),
      {
        at: "measure",
        label: ["Numbers to keep", "保存的数值"],
        type: "json",
        example: '[{"name": "queue", "json_path": "$.queue"}]',
        hint: ["Numbers of a JSON page, as JSON.", "JSON 页面中的数值，以 JSON 填写。"],
      },
      {
        at: "server_name",
        label: ["Name to ask for", "访问的主机名"],
        type: "text",
        hint: ["Where it differs from the address.", "与地址不同时填写。"],
      },
      ...LOGIN,
    ],
  },
  {
    kind: "tcp",
    label: ["TCP port", "TCP 端口"],
    asks: ["Whether the port takes a connection, and how fast.", "端口能否建立连接及耗时。"],
    fields: [{ ...PORT, required: true }],
  },
  {
    kind: "icmp",
    label: ["Ping (ICMP)", "Ping（ICMP）"],
    asks: ["Whether it answers, how fast, and what share is lost.", "是否应答、往返时间和丢包率。"],
    fields: [
      { at: "packets", label: ["Packets", "包数"], type: "number", usual: 3, least: 1, most: 20 },
      {
        at: "payload_bytes",
        label: ["Bytes in each", "每包字节数"],
        type: "number",
        usual: 56,
        least: 8,
        most: 1400,
      },
    ],
  },
  {
    kind: "snmp",
    label: same("SNMP"),
    asks: [
      "What the agent tells: the system, its interfaces, and any object or table.",
      "读取 SNMP 代理的系统信息、接口以及任意对象和表。",
    ],
    fields: [
      { ...PORT, usual: 161 },
      {
        at: "access.version",
        label: ["Version", "版本"],
        type: "choice",
        usual: "2c",
        required: true,
        choices: [
          ["1", same("1")],
          ["2c", same("2c")],
          ["3", same("3")],
        ],
      },
      {
        at: "access.community",
        label: ["Community", "团体名"],
        type: "password",
        required: true,
        when: ["access.version", "1", "2c"],
      },
      {
        at: "access.user",
        label: ["User", "用户名"],
        type: "text",
        required: true,
        when: ["access.version", "3"],
      },
      {
        at: "access.auth.protocol",
        label: ["Authentication", "认证算法"],
        type: "choice",
        when: ["access.version", "3"],
        hint: ["None when empty.", "留空即不认证。"],
        choices: [
          ["sha1", same("SHA")],
          ["sha224", same("SHA-224")],
          ["sha256", same("SHA-256")],
          ["sha384", same("SHA-384")],
          ["sha512", same("SHA-512")],
        ],
      },
      {
        at: "access.auth.password",
        label: ["Authentication password", "认证密码"],
        type: "password",
        required: true,
        when: ["access.auth.protocol"],
      },
      {
        at: "access.auth.privacy.protocol",
        label: ["Encryption", "加密算法"],
        type: "choice",
        when: ["access.auth.protocol"],
        hint: ["None when empty.", "留空即不加密。"],
        choices: [
          ["aes128", same("AES-128")],
          ["aes192", same("AES-192")],
          ["aes256", same("AES-256")],
          ["aes192_cisco", same("AES-192 (Cisco)")],
          ["aes256_cisco", same("AES-256 (Cisco)")],
        ],
      },
      {
        at: "access.auth.privacy.password",
        label: ["Encryption password", "加密密码"],
        type: "password",
        required: true,
        when: ["access.auth.privacy.protocol"],
      },
      {
        at: "access.context",
        label: ["Context", "上下文"],
        type: "text",
        when: ["access.version", "3"],
        hint: ["Mostly empty.", "通常留空。"],
      },
      {
        at: "read",
        label: ["Read", "读取内容"],
        type: "choice",
        usual: "system",
        choices: [
          ["system", ["The system", "系统信息"]],
          ["interfaces", ["The system and its interfaces", "系统信息和接口"]],
        ],
      },
      { at: "retries", label: ["Retries", "重试次数"], type: "number", usual: 1, least: 0, most: 5 },
      {
        at: "get",
        label: ["Single objects", "单个对象"],
        type: "rows",
        row: ["object", "对象"],
        columns: OBJECT,
      },
      {
        at: "tables",
        label: ["Tables", "表"],
        type: "rows",
        row: ["table", "表"],
        columns: [
          { at: "name", label: ["Name", "名称"], type: "text", required: true, example: "outputs" },
          {
            at: "label_oid",
            label: ["Label OID", "标签列 OID"],
            type: "text",
            hint: ["The row's index when empty.", "留空则用行索引。"],
          },
          {
            at: "most_rows",
            label: ["Most rows", "最多行数"],
            type: "number",
            usual: 500,
            least: 1,
            most: 10_000,
          },
          {
            at: "columns",
            label: ["Columns", "列"],
            type: "rows",
            row: ["column", "列"],
            required: true,
            columns: OBJECT,
          },
        ],
      },
    ],
  },
  {
    kind: "rtsp",
    label: ["Video stream (RTSP)", "视频流（RTSP）"],
    asks: ["What the media server offers, and how fast it says so.", "流媒体服务的应答、耗时和媒体内容。"],
    fields: [
      { ...PORT, usual: 554 },
      {
        at: "path",
        label: ["Path", "路径"],
        type: "text",
        usual: "/",
        example: "/Streaming/Channels/101",
      },
      {
        at: "method",
        label: ["Ask", "询问"],
        type: "choice",
        usual: "options",
        choices: [
          ["options", ["What can you do? (OPTIONS)", "支持哪些操作（OPTIONS）"]],
          ["describe", ["What is in the stream? (DESCRIBE)", "流的内容（DESCRIBE）"]],
        ],
      },
      ...LOGIN,
    ],
  },
  ...SERVICES,
];

export function kindOf(kind: unknown): QuestionKind | undefined {
  return KINDS.find((known) => known.kind === kind);
}

/** All fields of a kind, the address first. */
export function fieldsOf(kind: QuestionKind): readonly Field[] {
  return kind.waits ? kind.fields : [ADDRESS, ...kind.fields];
}
