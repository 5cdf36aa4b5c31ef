// A program's life with its licence, against a server on loopback that signs with the test seed and obeys the test.

import assert from "node:assert/strict";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { Client, FileStore, MemoryStore, NoAnswer, NotGenuine, Refused, type Options, type Store } from "../src/index.js";

const PUBLIC = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
const FINGERPRINT = "198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39";
const PRODUCT_KEY = "RT2GZ-SKYPD-8J86G-9K64N-Y6M2V";
const LICENCE = { id: "0d1f6a52", standing: "active", ends: "2028-01-01", access_until: "2028-01-15T00:00:00.000Z", next: null };
const NEW_YEAR = new Date("2027-01-01T00:00:00Z");
const [HOUR, DAY] = [3_600_000, 86_400_000];

type Body = Record<string, string>;
type Told = { status?: number; headers?: Record<string, string>; [member: string]: unknown };

const privateKey = (first: number) => {
  const seed = Buffer.from(Array.from({ length: 32 }, (_, at) => first + at));
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
};
const [OURS, STRANGER] = [privateKey(0), privateKey(32)];
const hash = (text: string) => createHash("sha256").update(text);
const padded = (data: Buffer) => data.toString("base64").replaceAll("+", "-").replaceAll("/", "_");

function compact(members: Record<string, unknown> = {}, key = OURS): string {
  const f = hash(FINGERPRINT).digest().subarray(0, 16).toString("base64url");
  const i = server.at.getTime() / 1000;
  const says = { v: 1, l: LICENCE.id, p: "musa-accounting", pl: "professional", f, n: "", i, x: i + 30 * 86_400, e: ["EXPORT"], ...members };
  const data = `key/${padded(Buffer.from(JSON.stringify(says)))}`;
  return `${data}.${padded(sign(null, Buffer.from(data), key))}`;
}

/** What the server does: `answers` by call, `signs` with a key, `calls` as they came in. */
const server = {
  url: "",
  at: NEW_YEAR,
  signs: OURS,
  answers: {} as Record<string, (body: Body) => Told>,
  calls: [] as { op: string; body: Body; token: string }[],
};
const grants = (licence: unknown = LICENCE) => (body: Body) => ({ licence, lease: { compact: compact({ n: body["nonce"] }) } });
const refuses = (status: number, code: string) => () => ({ status, error: { code, message: `No: ${code}.`, detail: {} } });

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const sent = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "", server.url);
    const op = url.pathname.replace("/api/licensing/v1/", "");
    const body = (sent ? JSON.parse(sent) : Object.fromEntries(url.searchParams)) as Body;
    server.calls.push({ op, body, token: request.headers.authorization ?? "" });
    const answering: Told = server.answers[op]?.(body) ?? refuses(404, "not_found")();
    const { status = 200, headers = {}, ...told } = answering;
    const answer = JSON.stringify({ op, ts: server.at.toISOString(), nonce: body["nonce"], ...told });
    const text = `response/${hash(sent).digest("base64url")}.${hash(answer).digest("base64url")}`;
    const signature = `v1;kid=56475aa7;sig=${sign(null, Buffer.from(text), server.signs).toString("base64url")}`;
    const unsigned = status === 429 || status >= 500;
    response.writeHead(status, { ...(unsigned ? { "Retry-After": "60" } : { "Abaca-Signature": signature }), ...headers });
    response.end(answer);
  });
});

before(async () => {
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
after(() => {
  http.close();
  http.closeAllConnections();
});
beforeEach(() => {
  Object.assign(server, { at: NEW_YEAR, signs: OURS, calls: [], answers: { activate: grants(), lease: grants() } });
});

class Computer {
  at = NEW_YEAR;
  readonly client: Client;

  constructor(readonly store: Store = new MemoryStore(), more: Partial<Options> = {}) {
    const facts = { server: server.url, product: "musa-accounting", publicKeys: [PUBLIC], fingerprint: FINGERPRINT, timeout: 60_000 };
    this.client = new Client({ ...facts, store, clock: () => this.at, deviceName: "Studio", ...more });
  }

  later(milliseconds: number): void {
    this.at = server.at = new Date(this.at.getTime() + milliseconds);
  }

  static async activated(store: Store = new MemoryStore()): Promise<Computer> {
    const computer = new Computer(store);
    assert.ok((await computer.client.activate(PRODUCT_KEY)).mayRun);
    server.calls = [];
    return computer;
  }
}

test("two calls are enough, and a lease is renewed when a third has passed", async () => {
  const computer = new Computer();
  assert.equal((await computer.client.check()).code, "not_activated");
  await computer.client.activate(PRODUCT_KEY);
  const verdict = await computer.client.check();
  assert.deepEqual([verdict.mayRun, verdict.plan, verdict.until], [true, "professional", new Date(NEW_YEAR.getTime() + 30 * DAY)]);
  assert.deepEqual(server.calls.map(({ op }) => op), ["activate"]);

  computer.later(10 * DAY - 1000);
  await computer.client.check();
  assert.equal(server.calls.length, 1);
  computer.later(1000);
  assert.deepEqual((await computer.client.check()).until, new Date(NEW_YEAR.getTime() + 40 * DAY));
  assert.equal(server.calls.at(-1)?.op, "lease");
});

test("without a network a lease holds to its last second, and then nobody is locked out", async () => {
  const { store } = await Computer.activated();
  const lonely = new Computer(store, { server: "http://127.0.0.1:9" });
  lonely.later(30 * DAY - 1000);
  assert.ok((await lonely.client.check()).mayRun);
  lonely.later(1000);
  const verdict = await lonely.client.check();
  assert.deepEqual([verdict.kind, verdict.code, verdict.askOnline], ["read_and_export", "lease_ended", true]);
});

const SPOILT: Record<string, () => void> = {
  "signed by a stranger": () => (server.signs = STRANGER),
  unsigned: () => (server.answers["lease"] = () => ({ ...refuses(403, "licence_suspended")(), headers: { "Abaca-Signature": "" } })),
  redirected: () => (server.answers["lease"] = () => ({ status: 302, headers: { Location: "/elsewhere" } })),
  "for another nonce": () => (server.answers["lease"] = () => ({ ...refuses(403, "licence_suspended")(), nonce: "another" })),
  "of another call": () => (server.answers["lease"] = () => ({ ...refuses(403, "licence_suspended")(), op: "validate" })),
  busy: () => (server.answers["lease"] = refuses(429, "licence_suspended")),
  broken: () => (server.answers["lease"] = refuses(503, "licence_suspended")),
};
for (const [name, spoil] of Object.entries(SPOILT)) {
  test(`an answer that does not count never shortens a lease: ${name}`, async () => {
    const computer = await Computer.activated();
    server.answers["lease"] = refuses(403, "licence_suspended");
    spoil();
    computer.later(11 * DAY);
    assert.ok((await computer.client.check()).mayRun);
    await assert.rejects(computer.client.refresh(), NoAnswer);
    assert.ok((await computer.client.check()).mayRun);
  });
}

test("a signed refusal ends a lease and says why, and the next start finds out if it is taken back", async () => {
  const computer = await Computer.activated();
  server.answers["lease"] = refuses(403, "licence_suspended");
  computer.later(11 * DAY);
  assert.equal((await computer.client.check()).code, "licence_suspended");
  server.answers["lease"] = grants();
  assert.ok((await computer.client.check()).mayRun);
});

test("what waits to be seen to is handed on and changes no verdict", async () => {
  const computer = await Computer.activated();
  assert.equal((await computer.client.check()).notice, null);
  const notice = { code: "renewal_waits", sentence: "It waits.", url: "https://shop.example/account/" };
  server.answers["lease"] = grants({ ...LICENCE, notice });
  await computer.client.refresh();
  const verdict = await computer.client.check();
  assert.deepEqual([verdict.mayRun, verdict.code, verdict.notice], [true, "ok", notice]);
});

test("an unsigned status says what it may, and a refusal that is not known decides nothing", async () => {
  const computer = await Computer.activated();
  for (const status of [429, 500, 503]) {
    server.answers["lease"] = refuses(status, "licence_suspended");
    await assert.rejects(computer.client.refresh(), { status, told: "licence_suspended", retryAfter: 60 });
  }
  server.answers["lease"] = refuses(400, "invalid_request");
  computer.later(11 * DAY);
  assert.ok((await computer.client.check()).mayRun);
});

test("silence is not asked again for an hour", async () => {
  const computer = await Computer.activated();
  server.answers["lease"] = refuses(503, "unavailable");
  computer.later(11 * DAY);
  await computer.client.check();
  computer.later(HOUR - 1000);
  await computer.client.check();
  assert.equal(server.calls.length, 1);
  computer.later(1000);
  await computer.client.check();
  assert.equal(server.calls.length, 2);
});

test("a clock turned back asks to go online, locks nobody out, and gains no more than the lease", async () => {
  const computer = await Computer.activated();
  server.answers["lease"] = refuses(503, "unavailable");
  computer.at = new Date(NEW_YEAR.getTime() - 365 * DAY);
  const verdict = await computer.client.check();
  assert.deepEqual([verdict.mayRun, verdict.code, verdict.askOnline], [true, "clock_behind", true]);

  server.at = new Date(NEW_YEAR.getTime() + 40 * DAY);
  server.answers["lease"] = refuses(400, "invalid_request"); // signed: the server's time is seen
  await assert.rejects(computer.client.refresh(), Refused);
  server.answers["lease"] = refuses(503, "unavailable");
  assert.equal((await computer.client.check()).mayRun, false);
});

test("signing in keeps a token and no product key; a refused activation does not spoil it", async () => {
  const computer = new Computer();
  const error = { code: "device_limit", message: "Five are enough.", detail: { devices: [{ id: "d" }] } };
  server.answers["sign-in"] = () => ({ status: 202, challenge: "c" });
  server.answers["sign-in/confirm"] = () => ({ token: "abt_secret", licence: LICENCE, activation: { error } });
  await computer.client.signIn("alice@example.org");
  await assert.rejects(computer.client.confirm("123 456"), (failure) => failure instanceof Refused && failure.code === "device_limit");
  assert.deepEqual([server.calls.at(-1)?.body["challenge"], server.calls.at(-1)?.token], ["c", ""]);
  assert.ok((await computer.client.activate("", { replaceDevice: "d" })).mayRun);
  const { body, token } = server.calls.at(-1) ?? { body: {} as Body, token: "" };
  assert.deepEqual([body["replace_device"], token, computer.store.load().productKey], ["d", "Bearer abt_secret", ""]);

  server.answers["licences"] = () => ({ licences: [LICENCE] });
  assert.deepEqual(await computer.client.licences(), [LICENCE]);
  server.answers["deactivate"] = () => ({ licence: LICENCE });
  await computer.client.release();
  assert.equal((await computer.client.check()).code, "released");
  assert.deepEqual([computer.client.isSignedIn, computer.store.load().lease], [false, ""]);
});

test("a product key is forgotten when the account has the licence", async () => {
  const computer = await Computer.activated();
  assert.equal(computer.store.load().productKey, PRODUCT_KEY);
  computer.store.save({ ...computer.store.load(), token: "abt_secret" });
  server.answers["redeem"] = () => ({ status: 201, already: false, licence: LICENCE });
  await computer.client.activate(PRODUCT_KEY);
  assert.deepEqual(server.calls.map(({ op }) => op), ["redeem", "activate"]);
  assert.deepEqual([server.calls.at(-1)?.body["product_key"], computer.store.load().productKey], [undefined, ""]);
});

test("a bridge code opens the plan and outlives a refusal", async () => {
  const computer = new Computer();
  server.answers["bridge"] = (body) => ({ lease: { compact: compact({ l: "", n: body["nonce"], x: NEW_YEAR.getTime() / 1000 + 7 * 86_400 }) } });
  assert.equal((await computer.client.useBridgeCode("1234-5678-92YH")).code, "bridge");
  computer.store.save({ ...computer.store.load(), token: "abt_secret" });
  server.answers["lease"] = refuses(409, "device_not_active");
  computer.later(6 * DAY);
  assert.equal((await computer.client.check()).code, "bridge");
  computer.later(DAY);
  assert.equal((await computer.client.check()).code, "device_not_active");
});

test("offline activation takes an answer to one of its own requests, and no other", () => {
  const { client, store } = new Computer();
  assert.match(client.offlineRequest(PRODUCT_KEY.toLowerCase()), /^ACT1\.[A-Z2-7]+$/);
  const [nonce] = store.load().nonces;
  client.offlineRequest(PRODUCT_KEY);
  const wrong: [string, string][] = [
    [compact({ n: "" }), "nonce"],
    [compact({ n: nonce, f: "A".repeat(22) }), "fingerprint"],
    [compact({ n: nonce, p: "musa-drawing" }), "product"],
    [compact({ n: nonce }, STRANGER), "signature"],
    [compact({ n: nonce, i: NEW_YEAR.getTime() / 1000 + 301 }), "from_the_future"],
    [compact({ n: nonce, x: NEW_YEAR.getTime() / 1000 }), "ended"],
  ];
  for (const [text, code] of wrong) {
    assert.throws(() => client.acceptOffline(text), (failure) => failure instanceof NotGenuine && failure.code === code);
  }
  const lease = compact({ n: nonce });
  assert.ok(client.acceptOffline(`\n${lease}\n`).mayRun);
  assert.ok(client.acceptOffline(lease).mayRun);
  assert.equal(store.load().mark, NEW_YEAR.getTime() / 1000);
});

test("a state that was copied to another computer opens nothing", async () => {
  const { store } = await Computer.activated();
  const other = new Computer(store, { fingerprint: "0".repeat(64) });
  assert.equal((await other.client.check({ online: false })).code, "not_activated");
});

test("a lease for another computer, or from the future, is not taken out of a genuine answer", async () => {
  const computer = await Computer.activated();
  for (const wrong of [{ f: "A".repeat(22) }, { i: NEW_YEAR.getTime() / 1000 + 301 }]) {
    server.answers["lease"] = () => ({ licence: LICENCE, lease: { compact: compact(wrong) } });
    await assert.rejects(computer.client.refresh(), NoAnswer);
  }
  assert.ok((await computer.client.check()).mayRun);
});

test("a server is reached by https, and a client has a pinned key", () => {
  assert.throws(() => new Computer(new MemoryStore(), { server: "http://licences.musa.example" }), /https/);
  assert.throws(() => new Computer(new MemoryStore(), { publicKeys: [] }), /pinned/);
  assert.throws(() => new Computer(new MemoryStore(), { publicKeys: ["zz"] }), /hex/);
});

test("files are their owner's, the highest time lies in two places, and rubbish counts as nothing", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "abaca-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const store = new FileStore(join(folder, "state/licence.json"), join(folder, "elsewhere/seen"));
  await Computer.activated(store);
  const kept = store.load();
  assert.equal(kept.mark, NEW_YEAR.getTime() / 1000);
  for (const path of [store.path, store.second]) assert.equal(statSync(path).mode & 0o777, 0o600);

  writeFileSync(store.second, "1900000000");
  assert.equal(store.load().mark, 1_900_000_000);
  writeFileSync(store.second, "later");
  for (const text of ["", "{", "[]", "null", '{"mark":true,"token":7,"licence":[],"nonces":{}}']) {
    writeFileSync(store.path, text);
    assert.deepEqual({ ...store.load(), mark: 0 }, new MemoryStore().load());
  }
});
