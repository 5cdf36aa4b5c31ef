// Leases: the signed permission that a computer can check without a network, in either of its two forms.

import { includedValues, openFile } from "./files.js";
import { spellings } from "./productKey.js";
import { NotGenuine, object, objectIn, sha256, type Members, type Pinned } from "./signing.js";

const FUTURE = 5 * 60_000;

/** What a genuine lease says; `nonce` is null where the form has none, and `licence` is empty for a bridge code. */
export interface Lease {
  licence: string;
  product: string;
  plan: string;
  entitlements: string[];
  issued: Date;
  expires: Date | null;
  nonce: string | null;
}

/** What it takes to read a lease: the pinned keys, the product, and this computer. */
export class Reader {
  constructor(
    readonly pinned: Pinned,
    readonly product: string,
    readonly fingerprint: string,
  ) {}

  /** Check a lease of either form; `at` refuses one from the future, without it that is not asked. */
  read(text: string, { at, productKey = "" }: { at?: Date; productKey?: string } = {}): Lease {
    const bare = text.trim();
    const lease = bare.startsWith("key/") ? this.compact(bare) : this.machineFile(bare, productKey);
    if (lease.product !== this.product) throw new NotGenuine("product");
    if (at && lease.issued.getTime() > at.getTime() + FUTURE) throw new NotGenuine("from_the_future");
    return lease;
  }

  private compact(text: string): Lease {
    const says = membersOf(objectIn(this.pinned.opened(text)));
    if (says.f !== sha256(this.fingerprint).subarray(0, 16).toString("base64url")) throw new NotGenuine("fingerprint");
    const [issued, expires] = [new Date(says.i * 1000), new Date(says.x * 1000)];
    return { licence: says.l, product: says.p, plan: says.pl, entitlements: says.e, issued, expires, nonce: says.n };
  }

  private machineFile(text: string, productKey: string): Lease {
    const secrets = spellings(productKey).map((spelling) => spelling + this.fingerprint);
    const document = openFile("machine", text, this.pinned, secrets);
    if (document.data["type"] !== "machines" && document.data["type"] !== "machine") throw new NotGenuine("kind");
    const attributes = object(document.data["attributes"] ?? {});
    if (attributes["fingerprint"] !== this.fingerprint) throw new NotGenuine("fingerprint");
    const named = (kind: string, attribute: string) => includedValues(document, kind, attribute)[0];
    return {
      licence: related(document.data, "license"),
      // a machine file need not name the product: the fingerprint, a keyed hash of the product's code, does
      product: named("products", "code") ?? this.product,
      plan: named("policies", "code") ?? named("policies", "name") ?? "",
      entitlements: includedValues(document, "entitlements", "code").sort(),
      issued: document.issued,
      expires: document.expiry,
      nonce: null,
    };
  }
}

function related(data: Members, name: string): string {
  const relation = object(object(data["relationships"] ?? {})[name] ?? {});
  return String(object(relation["data"] ?? {})["id"] ?? "");
}

interface Compact {
  l: string;
  p: string;
  pl: string;
  f: string;
  n: string;
  i: number;
  x: number;
  e: string[];
}

/** Look at the payload of a compact lease; a member of the wrong kind is refused here, once. */
function membersOf(says: Members): Compact {
  const whole =
    says["v"] === 1 &&
    ["l", "p", "pl", "f", "n"].every((name) => typeof says[name] === "string") &&
    ["i", "x"].every((name) => Number.isInteger(says[name]) && Number(says[name]) >= 0 && Number(says[name]) < 2 ** 37) &&
    Array.isArray(says["e"]) &&
    says["e"].every((each) => typeof each === "string");
  if (!whole) throw new NotGenuine("malformed");
  return says as unknown as Compact;
}
