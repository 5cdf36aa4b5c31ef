// Licence files and machine files: verified first, then decrypted, in exactly two algorithms.

import { createDecipheriv } from "node:crypto";
import { instant, NotGenuine, object, objectIn, sha256, strictly, type Members, type Pinned } from "./signing.js";

/** What a genuine file holds. The expiry is the one in the file, never reckoned from a time to live. */
export interface Document {
  data: Members;
  included: Members[];
  issued: Date;
  expiry: Date | null;
}

/** Check a file and open it; the secrets are tried in turn where it is encrypted. */
export function openFile(kind: "license" | "machine", text: string, pinned: Pinned, secrets: string[] = []): Document {
  const { enc, sig, alg } = objectIn(strictly(bodyOf(kind, text), "base64"));
  if (typeof enc !== "string" || typeof sig !== "string") throw new NotGenuine("malformed");
  if (alg !== "base64+ed25519" && alg !== "aes-256-gcm+ed25519") throw new NotGenuine("algorithm");
  pinned.check(`${kind}/${enc}`, strictly(sig, "base64", "signature"));
  const whole = objectIn(alg === "base64+ed25519" ? strictly(enc, "base64") : decrypted(enc, secrets));
  const meta = object(whole["meta"]);
  const included = whole["included"] ?? [];
  if (!Array.isArray(included)) throw new NotGenuine("malformed");
  return {
    data: object(whole["data"]),
    included: included.map(object),
    issued: instant(meta["issued"]),
    expiry: meta["expiry"] == null ? null : instant(meta["expiry"]),
  };
}

/** Return what the included objects of a kind say of one attribute. */
export function includedValues(document: Document, kind: string, attribute: string): string[] {
  const rows = document.included.filter((each) => each["type"] === kind).map((each) => object(each["attributes"] ?? {})[attribute]);
  return rows.filter((value): value is string => typeof value === "string");
}

function bodyOf(kind: string, text: string): string {
  const label = `${kind.toUpperCase()} FILE`;
  const [begins, ends] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
  if (!text.trim().startsWith("-----BEGIN ")) throw new NotGenuine("malformed");
  if (!text.trim().startsWith(begins) || !text.trim().endsWith(ends)) throw new NotGenuine("kind");
  return text.trim().slice(begins.length, -ends.length).replace(/\s/g, "");
}

function decrypted(enc: string, secrets: string[]): Buffer {
  const [sealed, iv, tag, ...more] = enc.split(".").map((part) => strictly(part, "base64"));
  // node takes short tags too, and a tag of four bytes is guessed in an afternoon
  if (!sealed || iv?.length !== 12 || tag?.length !== 16 || more.length > 0) throw new NotGenuine("malformed");
  for (const secret of secrets) {
    const opening = createDecipheriv("aes-256-gcm", sha256(secret), iv, { authTagLength: 16 }).setAuthTag(tag);
    try {
      return Buffer.concat([opening.update(sealed), opening.final()]);
    } catch {
      continue;
    }
  }
  throw new NotGenuine("secret");
}
