// What is asked of every device: ten numbers, five of them counters that are stored as rates.
const port = (column) => `1.3.6.1.2.1.2.2.1.${column}`;
const wide = (column) => `1.3.6.1.2.1.31.1.1.1.${column}`;

export const OBJECTS = [
  { name: "uptime", base: "1.3.6.1.2.1.1.3", instance: 0, unit: "seconds" },
  { name: "mtu", base: port(4), instance: 1, unit: "bytes" },
  { name: "speed", base: port(5), instance: 1, unit: "count" },
  { name: "oper_status", base: port(8), instance: 1, unit: "count" },
  { name: "megabits", base: wide(15), instance: 1, unit: "count" },
  { name: "in_errors", base: port(14), instance: 1, unit: "count", counter: true },
  { name: "in_octets", base: wide(6), instance: 1, unit: "bytes", counter: true },
  { name: "in_packets", base: wide(7), instance: 1, unit: "count", counter: true },
  { name: "out_octets", base: wide(10), instance: 1, unit: "bytes", counter: true },
  { name: "out_packets", base: wide(11), instance: 1, unit: "count", counter: true },
];

/** No value is ever beyond it. */
export const LIMIT = 1e15;
