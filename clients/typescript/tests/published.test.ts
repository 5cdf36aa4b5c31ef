// Files that Keygen's own server has signed: facts about the formats, read from beside the repository.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { NotGenuine, openFile, Pinned, readProductKey } from "../src/index.js";

const SHARED = new URL("../../../../../shared/vectors/licence/", import.meta.url);
const options = existsSync(SHARED) ? {} : { skip: "shared vectors absent" };

const E8 = "e8601e48b69383ba520245fd07971e983d06d22c4257cfd82304601479cee788";
const EE = "775e65407f3d86de55efbac47d1bbeab79768a21a406e39976606a704984e7d1";
const DEMO = "B10760-1B177D-656D1F-C03298-9AF89E-V3";
const MACHINE = "198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39";
const TEST = "TEST-116A58-3F79F9-9F1982-9D63B1-V3";

type Row = [name: string, kind: "license" | "machine", publicKey: string, secret: string, issued: string, expiry: string | null];
const FILES: Row[] = [
  ["example-license", "license", E8, DEMO, "2025-08-27T21:10:47.535Z", "2025-09-26T21:10:47.535Z"],
  ["example-machine", "machine", E8, DEMO + MACHINE, "2022-07-28T14:22:23.435Z", "2022-08-28T14:22:23.435Z"],
  ["example-node-license", "license", E8, "DC00E8-CC6DA1-2E35BF-BBDC02-E80494-V3", "2024-04-10T14:57:45.517Z", "2025-04-09T19:37:39.517Z"],
  ["go-test-1-license", "license", E8, "", "2022-05-24T22:14:05.990Z", "2022-06-24T22:14:05.990Z"],
  ["go-test-3-license", "license", E8, "", "2022-07-18T13:33:51.734Z", null],
  ["ee-valid", "license", EE, TEST, "2022-12-19T17:57:50.524Z", null],
];

interface SignedKey {
  key: string;
  public_key: string;
}

const read = (name: string) => readFileSync(new URL(name, SHARED), "utf8");
const signedKeys = () => JSON.parse(read("keygen/signed-keys.json")) as SignedKey[];
const spoilt = (text: string, at: number) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
const refused = (reading: () => unknown, code: string) =>
  assert.throws(reading, (failure) => failure instanceof NotGenuine && failure.code === code);

for (const [name, kind, publicKey, secret, issued, expiry] of FILES) {
  test(`published file: ${name}`, options, () => {
    const text = read(`keygen/${name}.lic`);
    const secrets = [secret || (signedKeys()[0]?.key ?? "")];
    const pinned = new Pinned([publicKey]);
    const document = openFile(kind, text, pinned, secrets);
    assert.equal(document.issued.toISOString(), issued);
    assert.equal(document.expiry?.toISOString() ?? null, expiry);

    const other = kind === "license" ? "machine" : "license";
    const label = `${kind.toUpperCase()} FILE`;
    refused(() => openFile(other, text, pinned, secrets), "kind");
    refused(() => openFile(other, text.replaceAll(label, `${other.toUpperCase()} FILE`), pinned, secrets), "signature");
    refused(() => openFile(kind, text, new Pinned([publicKey === E8 ? EE : E8]), secrets), "signature");
    refused(() => openFile(kind, text, pinned, ["another secret"]), "secret");

    const certificate = JSON.parse(Buffer.from(text.split("-----")[2] ?? "", "base64").toString()) as Record<string, string>;
    for (const [member, value] of Object.entries(certificate)) {
      for (const at of [0, value.length >> 1, value.length - 4, value.length - 3, value.length - 1]) {
        const body = Buffer.from(JSON.stringify({ ...certificate, [member]: spoilt(value, at) })).toString("base64");
        const dressed = `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
        assert.throws(() => openFile(kind, dressed, pinned, secrets), NotGenuine);
      }
    }
  });
}

test("a file that opens but is not genuine is refused", options, () => {
  refused(() => openFile("license", read("keygen/ee-tampered.lic"), new Pinned([EE]), [TEST]), "signature");
});

test("signed keys, and every character of them", options, () => {
  for (const row of signedKeys()) {
    const pinned = new Pinned([row.public_key]);
    assert.ok("license" in JSON.parse(pinned.opened(row.key).toString()));
    for (let at = 0; at < row.key.length; at += 1) assert.throws(() => pinned.opened(spoilt(row.key, at)), NotGenuine);
  }
});

test("product keys", options, () => {
  const rows = JSON.parse(read("product-keys/rs-crockford.json"));
  for (const printed of rows.valid) assert.equal(readProductKey(printed).printed, printed);
  for (const row of rows.normalisation) assert.equal(readProductKey(row.typed).printed, row.normal);
  for (const row of rows.mutated) {
    const reading = readProductKey(row.typed);
    assert.equal(reading.suggestion, row.intended);
    assert.equal(reading.kind, "position_1based" in row ? "one_wrong" : "swapped");
    assert.equal(reading.position, row.position_1based ?? reading.position);
    assert.equal(reading.expected, row.expected_char);
  }
});
