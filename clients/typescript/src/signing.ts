// Which signatures count: those of the public keys that were pinned when the program was built, and no others.

import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";

export const SENTENCES = {
  malformed: "This is not a lease or a machine file.",
  kind: "This is a file of another kind.",
  algorithm: "This file names an algorithm that is not allowed.",
  signature: "The signature is not genuine.",
  secret: "The file cannot be opened with this product key on this computer.",
  product: "This was made for another product.",
  fingerprint: "This was made for another computer.",
  from_the_future: "This was made in the future; the clock of this computer seems to be behind.",
  nonce: "This belongs to no request of this computer.",
  ended: "This has ended already.",
};

export type Doubt = keyof typeof SENTENCES;

/** A text from outside is not what it should be; `code` says in which way. */
export class NotGenuine extends Error {
  constructor(readonly code: Doubt) {
    super(SENTENCES[code]);
  }
}

/** The public keys that the vendor wrote into his program; nothing that was fetched is ever added. */
export class Pinned {
  private readonly byKid = new Map<string, KeyObject>();

  constructor(publicKeys: Iterable<string>) {
    for (const hex of publicKeys) {
      const raw = Buffer.from(hex, "hex");
      if (raw.length !== 32 || raw.toString("hex") !== hex.toLowerCase()) throw new Error("A public key has 64 hex digits.");
      const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
      this.byKid.set(sha256(raw).toString("hex").slice(0, 8), createPublicKey({ key: jwk, format: "jwk" }));
    }
    if (this.byKid.size === 0) throw new Error("A client needs at least one pinned public key.");
  }

  /** Refuse a text that none of the keys has signed; `kid` names the one that must have. */
  check(text: string, signature: Buffer, kid?: string): void {
    const named = kid === undefined ? [...this.byKid.values()] : [this.byKid.get(kid)];
    if (!named.some((key) => key && verify(null, Buffer.from(text), key, signature))) throw new NotGenuine("signature");
  }

  /** Refuse an answer whose Abaca-Signature is not for this very request and this very answer. */
  checkAnswer(header: string, request: Uint8Array, answer: Uint8Array): void {
    const parts = /^v1;kid=([^;]*);sig=([^;]*)$/.exec(header);
    if (!parts) throw new NotGenuine("signature");
    const text = `response/${[request, answer].map((body) => sha256(body).toString("base64url")).join(".")}`;
    this.check(text, strictly(parts[2] ?? "", "base64url", "signature"), parts[1]);
  }

  /** Return what a signed text of the form `key/payload.signature` says. */
  opened(text: string): Buffer {
    const parts = /^(key\/([^.]*))\.([\x20-\x7e]*)$/.exec(text);
    if (!parts) throw new NotGenuine("malformed");
    this.check(parts[1] ?? "", strictly(parts[3] ?? "", "padded", "signature"));
    return strictly(parts[2] ?? "", "padded");
  }
}

export function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** Read base64 in its one right spelling: two spellings of one text would be two texts with one signature. */
export function strictly(text: string, form: "base64" | "base64url" | "padded", code: Doubt = "malformed"): Buffer {
  const data = Buffer.from(text, form === "padded" ? "base64url" : form);
  const bare = data.toString(form === "base64" ? "base64" : "base64url");
  const right = form === "padded" ? bare + "=".repeat((4 - (bare.length % 4)) % 4) : bare;
  if (right !== text) throw new NotGenuine(code);
  return data;
}

export type Members = Record<string, unknown>;

/** Read a JSON object out of signed bytes. */
export function objectIn(payload: Uint8Array): Members {
  try {
    return object(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)));
  } catch {
    throw new NotGenuine("malformed");
  }
}

export function object(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotGenuine("malformed");
  return value as Members;
}

/** Read an instant of a signed text, which always names its zone. */
export function instant(text: unknown): Date {
  const spelled = typeof text === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(text);
  const read = new Date(spelled ? text : NaN);
  if (Number.isNaN(read.getTime())) throw new NotGenuine("malformed");
  return read;
}
