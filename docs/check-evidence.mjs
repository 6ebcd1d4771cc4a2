#!/usr/bin/env node
// Checks an evidence file without Aftercare: a second implementation of what docs/journal.md describes, with nothing but Node.
//
//   node docs/check-evidence.mjs evidence-ticket-7.json [PUBLIC KEY]
//
// It prints what is wrong and ends with status 1, or prints what is proved and ends with 0.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [path, givenKey] = process.argv.slice(2);
if (!path) {
  console.error("usage: node check-evidence.mjs FILE [PUBLIC KEY]");
  process.exit(2);
}
const file = JSON.parse(readFileSync(path, "utf8"));
const wrong = [];
const bytes = (hex) => Buffer.from(hex, "hex");
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const number = (value) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(value));
  return buffer;
};
const text = (value) => {
  const buffer = Buffer.from(value, "utf8");
  return Buffer.concat([number(buffer.length), buffer]);
};
const optional = (value) => Buffer.concat([Buffer.from([value === null ? 0 : 1]), number(value ?? 0)]);

function eventHash(seq, e) {
  return sha256(
    Buffer.from([0]),
    ...[seq, e.at, e.recorded_at, e.subject_id].map(number),
    optional(e.customer_id),
    optional(e.ticket_id),
    ...[e.actor, e.actor_name, e.kind, e.subject_kind, e.body, e.rows].map(text),
  );
}

function sealHeader(seal) {
  return Buffer.concat([
    Buffer.from("aftercare-seal-v1\n"),
    ...[seal.number, seal.first_seq, seal.last_seq, seal.sealed_at].map(number),
    bytes(seal.root),
    bytes(seal.previous),
  ]);
}

// RFC 6962: the left child holds the largest power of two of leaves that is smaller than their number.
function rootOf(leaf, index, size, proof) {
  if (size === 1) return proof.length === 0 ? leaf : null;
  if (proof.length === 0) return null;
  const left = 2 ** Math.floor(Math.log2(size - 1));
  const sibling = bytes(proof.at(-1));
  const below = index < left ? rootOf(leaf, index, left, proof.slice(0, -1)) : rootOf(leaf, index - left, size - left, proof.slice(0, -1));
  if (below === null) return null;
  return index < left ? sha256(Buffer.from([1]), below, sibling) : sha256(Buffer.from([1]), sibling, below);
}

function statement() {
  return Buffer.concat([
    Buffer.from("aftercare-evidence-v1\n"),
    text(file.installation),
    ...[file.exported_at, file.ticket, file.events.length].map(number),
    ...file.events.flatMap((event) => [number(event.seq), Buffer.from([event.content ? 1 : 0]), bytes(event.hash)]),
    number(file.seals.length),
    ...file.seals.map((seal) => sha256(sealHeader(seal))),
  ]);
}

if (file.format !== "aftercare-evidence" || file.version !== 1) {
  console.error("not an evidence file of version 1");
  process.exit(2);
}
if (givenKey && givenKey !== file.public_key) wrong.push("key: the file carries another one");
const hex = givenKey ?? file.public_key;
const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: bytes(hex).toString("base64url") }, format: "jwk" });
const signed = (message, signature) => verify(null, message, key, bytes(signature));

if (file.events.length === 0) wrong.push("file: it holds no event");
if (!signed(statement(), file.signature)) wrong.push("file: not as the installation signed it");
let before = null;
for (const seal of file.seals) {
  const name = `seal ${seal.number}`;
  if (!signed(sealHeader(seal), seal.signature)) wrong.push(`${name}: its signature is not this key's`);
  const previous = before ? sha256(sealHeader(before)).toString("hex") : seal.number === 1 ? "0".repeat(64) : seal.previous;
  if (seal.previous !== previous) wrong.push(`${name}: it does not follow from the seal before it`);
  if (before && (seal.number !== before.number + 1 || seal.first_seq !== before.last_seq + 1)) wrong.push(`${name}: something is left out before it`);
  before = seal;
}
const seals = new Map(file.seals.map((seal) => [seal.number, seal]));
let last = 0;
for (const event of file.events) {
  const name = `event ${event.seq}`;
  if (event.seq <= last) wrong.push(`${name}: out of order`);
  last = event.seq;
  if (event.content && !eventHash(event.seq, event.content).equals(bytes(event.hash))) wrong.push(`${name}: its content was changed`);
  if (event.content && event.content.ticket_id !== file.ticket) wrong.push(`${name}: it is about another ticket`);
  const seal = seals.get(event.seal);
  if (!seal || event.seq < seal.first_seq || event.seq > seal.last_seq) {
    wrong.push(`${name}: no seal covers it`);
    continue;
  }
  const root = rootOf(bytes(event.hash), event.seq - seal.first_seq, seal.last_seq - seal.first_seq + 1, event.proof);
  if (!root?.equals(bytes(seal.root))) wrong.push(`${name}: its proof does not lead to the root of seal ${seal.number}`);
}

for (const finding of wrong) console.log(finding);
if (wrong.length > 0) process.exit(1);
console.log(`${file.events.length} events of ticket ${file.ticket} under ${file.seals.length} seals of ${file.installation}: all proved`);
console.log(`key fingerprint: ${sha256(bytes(hex)).toString("hex").match(/.{8}/g).join(" ")}${givenKey ? "" : "  (compare it: the key came with the file)"}`);
