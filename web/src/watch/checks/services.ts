/** The questions to services: name servers, clocks, certificates, exporters, databases, commands, files. See `docs/probe.md`. */
import { type Field, type QuestionKind, same, type Words } from "./field";

const port = (usual?: number): Field => ({
  at: "port",
  label: ["Port", "端口"],
  type: "number",
  least: 1,
  most: 65_535,
  ...(usual === undefined ? { required: true as const } : { usual }),
});

const RETRIES: Field = {
  at: "retries",
  label: ["Retries", "重试次数"],
  type: "number",
  usual: 1,
  least: 0,
  most: 5,
};

/** What the answer must be like, as JSON: its words differ from kind to kind. */
export const expecting = (example: string): Field => ({
  at: "expect",
  label: ["Must be so", "期望"],
  type: "json",
  example,
  hint: [
    "A list of expectations as JSON; when one does not hold, the check fails. The page on the probe has them all.",
    "以 JSON 列出期望，任一不满足即判为异常；写法见探测文档。",
  ],
});

const tls = (off: Words): Field => ({
  at: "tls",
  label: same("TLS"),
  type: "choice",
  usual: "off",
  choices: [
    ["off", off],
    ["verify", ["Yes, the certificate must be valid", "使用，证书必须有效"]],
    ["accept_any", ["Yes, any certificate", "使用，接受任何证书"]],
  ],
});

const HOST_KEY: Field = {
  at: "host_key",
  label: ["Host key", "主机密钥"],
  type: "text",
  required: true,
  example: "SHA256:…",
  hint: [
    "Its fingerprint as ssh-keygen -l shows it, or accept_any. Try now tells the one it sees.",
    "ssh-keygen -l 显示的指纹，或 accept_any；立即检测会给出实际指纹。",
  ],
};

const ACCESS: readonly Field[] = [
  { at: "access.user", label: ["User", "用户名"], type: "text", required: true },
  { at: "access.password", label: ["Password", "密码"], type: "password" },
  {
    at: "access.key",
    label: ["Private key", "私钥"],
    type: "long",
    example: "-----BEGIN OPENSSH PRIVATE KEY-----",
    hint: ["In place of the password.", "代替密码。"],
  },
];

const DATABASE_LOGIN: readonly Field[] = [
  { at: "login.user", label: ["User", "用户名"], type: "text", required: true },
  { at: "login.password", label: ["Password", "密码"], type: "password", required: true },
];

const UNIT: Field = { at: "unit", label: ["Unit", "单位"], type: "text", usual: "count" };

export const SERVICES: readonly QuestionKind[] = [
  {
    kind: "tls",
    label: ["Certificate (TLS)", "证书（TLS）"],
    asks: [
      "How many days a certificate has left, and whether anybody would believe it.",
      "证书剩余天数以及是否受信任。",
    ],
    fields: [
      port(443),
      {
        at: "server_name",
        label: ["Name in the certificate", "证书中的名称"],
        type: "text",
        hint: ["Where it differs from the address.", "与地址不同时填写。"],
      },
      {
        at: "starttls",
        label: same("STARTTLS"),
        type: "choice",
        usual: "none",
        choices: [
          ["none", ["No", "不使用"]],
          ["smtp", same("SMTP")],
          ["imap", same("IMAP")],
        ],
      },
      expecting('["verifies", {"days": {">": 14}}]'),
    ],
  },
  {
    kind: "dns",
    label: ["Name server (DNS)", "域名服务（DNS）"],
    asks: ["What a name server answers for a name.", "域名服务器对某个名称的应答。"],
    fields: [
      {
        at: "name",
        label: ["Name to ask for", "查询的名称"],
        type: "text",
        required: true,
        example: "vms.city.example",
      },
      {
        at: "record",
        label: ["Record", "记录类型"],
        type: "choice",
        usual: "a",
        choices: ["a", "aaaa", "cname", "mx", "ns", "ptr", "soa", "srv", "txt"].map(
          (record) => [record, same(record.toUpperCase())] as const,
        ),
      },
      port(53),
      RETRIES,
      expecting('[{"code": ["noerror"]}, {"only": ["10.1.7.30"]}]'),
    ],
  },
  {
    kind: "ntp",
    label: ["Time server (NTP)", "时间服务（NTP）"],
    asks: ["How far a server's clock is from this computer's.", "时间服务器与本机的时钟偏差。"],
    fields: [port(123), RETRIES, expecting('[{"distance": {"<": 0.5}}, {"stratum": {"<": 16}}]')],
  },
  {
    kind: "udp",
    label: ["UDP service", "UDP 服务"],
    asks: ["What comes back for a datagram.", "发送数据报并检查应答。"],
    fields: [
      port(),
      {
        at: "send",
        label: ["Send", "发送内容"],
        type: "json",
        required: true,
        example: '{"text": "ping"}',
        hint: ['{"text": "…"} or {"hex": "01 00 ff"}', '{"text": "…"} 或 {"hex": "01 00 ff"}'],
      },
      RETRIES,
      expecting('[{"text": {"contains": "pong"}}]'),
    ],
  },
  {
    kind: "prometheus",
    label: ["Exporter (Prometheus)", "指标采集（Prometheus）"],
    asks: ["Chosen metrics of any exporter.", "从任意 exporter 读取所选指标。"],
    fields: [
      port(),
      { at: "path", label: ["Path", "路径"], type: "text", usual: "/metrics" },
      tls(["No (http)", "不使用（http）"]),
      {
        at: "metrics",
        label: ["Metrics to keep", "保存的指标"],
        type: "json",
        example: '[{"metric": "node_load1", "name": "load"}]',
        hint: ["As JSON; the page on the probe has examples.", "以 JSON 填写，示例见探测文档。"],
      },
      expecting('[{"metric": "up", "is": {"=": 1}}]'),
    ],
  },
  {
    kind: "sql",
    label: ["Database (SQL)", "数据库（SQL）"],
    asks: [
      "One value, or the age of the newest row; it cannot write.",
      "查询一个数值，或最新一行的时间；不会写入数据。",
    ],
    fields: [
      {
        at: "engine",
        label: ["Engine", "类型"],
        type: "choice",
        usual: "postgres",
        required: true,
        choices: [
          ["postgres", same("PostgreSQL")],
          ["mysql", same("MySQL / MariaDB")],
        ],
      },
      { ...port(5432), usual: undefined, hint: ["5432 or 3306 when empty.", "留空为 5432 或 3306。"] },
      tls(["No", "不使用"]),
      { at: "database", label: ["Database", "数据库名"], type: "text", required: true },
      ...DATABASE_LOGIN,
      {
        at: "query",
        label: ["Query", "查询语句"],
        type: "long",
        required: true,
        example: "SELECT max(recorded_at) FROM recording",
      },
      {
        at: "read",
        label: ["Read as", "读取为"],
        type: "choice",
        usual: "value",
        choices: [
          ["value", ["A value", "数值"]],
          ["age", ["A time: how long ago", "时间：距今多久"]],
        ],
      },
      UNIT,
      expecting('[{"age": {"<": 600}}]'),
    ],
  },
  {
    kind: "ssh",
    label: ["Command (SSH)", "命令（SSH）"],
    asks: [
      "The exit status of a command, and a number in what it prints.",
      "执行命令，检查退出状态和输出中的数值。",
    ],
    fields: [
      port(22),
      HOST_KEY,
      ...ACCESS,
      {
        at: "command",
        label: ["Command", "命令"],
        type: "text",
        required: true,
        example: "cat /proc/loadavg",
      },
      {
        at: "number",
        label: ["Number in the output", "输出中的数值"],
        type: "text",
        example: "^[0-9.]+",
        hint: ["A regular expression that finds it.", "用正则表达式匹配。"],
      },
      UNIT,
      expecting('[{"exit_status": {"=": 0}}, {"number": {"<": 8}}]'),
    ],
  },
  {
    kind: "sftp",
    label: ["Files (SFTP)", "文件（SFTP）"],
    asks: [
      "How old the newest file of a folder is, how many there are, how large.",
      "目录中最新文件的时间、文件数和大小。",
    ],
    fields: [
      port(22),
      HOST_KEY,
      ...ACCESS,
      { at: "path", label: ["Folder", "目录"], type: "text", required: true, example: "/backup/vms" },
      {
        at: "pattern",
        label: ["Only files that match", "文件名匹配"],
        type: "text",
        example: "\\.dump$",
      },
      expecting('[{"age": {"<": 90000}}]'),
    ],
  },
  {
    kind: "heartbeat",
    waits: true,
    label: ["Heartbeat: waits to be called", "心跳：等待上报"],
    asks: [
      "Asks nobody: a job or device calls an address of its own again and again. It fails when no call comes, or one says so.",
      "不主动检测：由任务或设备定期访问专属地址。超时未上报或上报失败即告警。",
    ],
    fields: [
      {
        at: "within_seconds",
        label: ["A call is due every … seconds", "上报间隔上限（秒）"],
        type: "number",
        required: true,
        least: 10,
        most: 2_678_400,
        hint: ["With some time to spare: for a daily job 90000.", "请留出余量：每日任务可填 90000。"],
      },
    ],
  },
];
