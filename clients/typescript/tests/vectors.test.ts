// Our own vectors, which both clients read; make_vectors.py has written them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { requestText } from "../src/client.js";
import { fingerprintOf, NotGenuine, Pinned, Reader, readProductKey } from "../src/index.js";
import { judge, markAfter, refreshIsDue, type Licence } from "../src/verdicts.js";

interface Vectors {
  public_key: string;
  product: string;
  fingerprint: string;
  leases: { name: string; text: string; at: number; product_key?: string; refused?: string; lease?: Record<string, unknown> }[];
  answers: { name: string; header: string; request: string; answer: string; genuine: boolean }[];
  verdicts: {
    name: string;
    lease?: string | null;
    licence?: Licence;
    mark?: number;
    refused?: string;
    at: number;
    fresh?: boolean;
    verdict: { may_run: boolean; code: string; ask_online: boolean; banner: string };
  }[];
  marks: { name: string; before: number; seen: number; answers_us: boolean; after: number }[];
  refreshes: { name: string; mark: number; at: number; due: boolean }[];
  product_keys: { typed: string; reading: Record<string, unknown> }[];
  offline_requests: { members: Record<string, unknown>; text: string }[];
  fingerprints: { product: string; machine_id: string; fingerprint: string }[];
}

const VECTORS = JSON.parse(readFileSync(new URL("../../../vectors.json", import.meta.url), "utf8")) as Vectors;
const PINNED = new Pinned([VECTORS.public_key]);
const READER = new Reader(PINNED, VECTORS.product, VECTORS.fingerprint);
const EXAMPLE = VECTORS.leases[0]?.text ?? "";

const date = (seconds: number) => new Date(seconds * 1000);
const mark = (seconds: number | undefined) => (seconds ? date(seconds) : null);
const seconds = (at: Date | null) => (at ? at.getTime() / 1000 : null);
const refusal = (code?: string) => (failure: unknown) => failure instanceof NotGenuine && (!code || failure.code === code);

/** Change one character of a text for another of the same alphabet. */
export function changed(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

for (const row of VECTORS.leases) {
  test(`lease: ${row.name}`, () => {
    const reading = () => READER.read(row.text, { at: date(row.at), productKey: row.product_key ?? "" });
    if (row.refused) {
      assert.throws(reading, refusal(row.refused));
    } else {
      const { product, ...told } = reading();
      assert.equal(product, VECTORS.product);
      assert.deepEqual({ ...told, issued: seconds(told.issued), expires: seconds(told.expires) }, row.lease);
    }
  });
}

for (const row of VECTORS.answers) {
  test(`answer: ${row.name}`, () => {
    const checking = () => PINNED.checkAnswer(row.header, Buffer.from(row.request), Buffer.from(row.answer));
    if (row.genuine) checking();
    else assert.throws(checking, refusal("signature"));
  });
}

for (const row of VECTORS.verdicts) {
  test(`verdict: ${row.name}`, () => {
    const text = row.lease === undefined ? EXAMPLE : row.lease;
    const verdict = judge(text ? READER.read(text) : null, {
      licence: row.licence ?? null,
      mark: mark(row.mark),
      refused: row.refused ?? "",
      at: date(row.at),
      fresh: row.fresh ?? false,
    });
    const { mayRun: may_run, code, askOnline: ask_online, banner } = verdict;
    assert.deepEqual({ may_run, code, ask_online, banner }, row.verdict);
    assert.match(verdict.reason, /\.$/);
    assert.equal(verdict.kind, may_run ? "licensed" : "read_and_export");
  });
}

for (const row of VECTORS.marks) {
  test(`mark: ${row.name}`, () => {
    assert.deepEqual(markAfter(mark(row.before), date(row.seen), row.answers_us), date(row.after));
  });
}

for (const row of VECTORS.refreshes) {
  test(`refresh: ${row.name}`, () => {
    assert.equal(refreshIsDue(READER.read(EXAMPLE), mark(row.mark), date(row.at)), row.due);
  });
}

for (const row of VECTORS.product_keys) {
  test(`product key: ${row.typed.slice(0, 40)}`, () => assert.deepEqual(readProductKey(row.typed), row.reading));
}

for (const row of VECTORS.offline_requests) {
  test(`offline request: ${Object.keys(row.members).join("")}`, () => assert.equal(requestText(row.members), row.text));
}

for (const row of VECTORS.fingerprints) {
  test(`fingerprint: ${row.product}`, () => assert.equal(fingerprintOf(row.product, row.machine_id), row.fingerprint));
}

test("any character of a lease that is changed spoils it", () => {
  for (let at = 0; at < EXAMPLE.length; at += 1) assert.throws(() => READER.read(changed(EXAMPLE, at)), refusal());
});
