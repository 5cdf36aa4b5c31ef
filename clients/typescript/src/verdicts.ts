// May the program run its plan? Pure rules: what is kept and an instant go in, a verdict comes out.

import type { Lease } from "./leases.js";

const BEHIND = 24 * 3_600_000;

export const REASONS: Record<string, string> = {
  not_activated: "Nothing is activated on this computer yet.",
  lease_pending: "The server has given no lease yet; please try again in an hour.",
  lease_ended: "The lease of this computer has ended; please go online once.",
  expired: "The licence has ended.",
  released: "This computer was released.",
  signed_out: "This computer was signed out.",
  token_invalid: "This computer was signed out; please sign in again.",
  licence_none: "This account has no licence.",
  licence_expired: "The licence has ended.",
  licence_suspended: "The licence is suspended.",
  device_not_active: "This computer was released.",
  product_key_unknown: "The product key is not known.",
  product_key_not_redeemed: "Nobody has redeemed the product key yet.",
  product_mismatch: "The product key is for another product.",
};
const CLOCK = "The clock of this computer seems to be behind; please go online once.";

/** Signed words that end a lease before its time; a bad signature, or silence, never does. */
export const ENDING = new Set([
  "device_not_active",
  "licence_expired",
  "licence_none",
  "licence_suspended",
  "product_key_not_redeemed",
  "product_key_unknown",
  "product_mismatch",
]);

/** What the server said of the licence last; it has more members than these. */
export interface Licence {
  id: string;
  standing: string;
  ends: string | null;
  access_until: string | null;
  next: unknown;
  notice?: Notice | null;
}

/** Something for whoever bought the licence to see to; show the sentence, and lead to the url. */
export interface Notice {
  code: string;
  sentence: string;
  url: string;
}

/**
 * What the program may do now, why, and what it should tell its user. Without `mayRun` it is in its Free plan:
 * opening, printing and exporting go on working, always.
 */
export interface Verdict {
  mayRun: boolean;
  kind: "licensed" | "read_and_export";
  code: string;
  reason: string;
  plan: string | null;
  entitlements: string[];
  until: Date | null;
  ends: string | null;
  banner: string;
  askOnline: boolean;
  notice: Notice | null;
}

export interface Facts {
  licence?: Licence | null;
  mark?: Date | null;
  refused?: string;
  at: Date;
  /** `at` is the server's own time, signed a moment ago */
  fresh?: boolean;
}

export function judge(lease: Lease | null, { licence = null, mark = null, refused = "", at, fresh = false }: Facts): Verdict {
  const behind = !fresh && isBehind(at, mark);
  const now = fresh ? at : later(at, mark);
  if (!lease) return free(refused || "not_activated", behind);
  if (hasEnded(lease, now)) return free(refused || whyEnded(licence, now), true);
  const [code, banner] = behind ? ["clock_behind", CLOCK] : standing(lease, licence, now);
  return {
    mayRun: true,
    kind: "licensed",
    code,
    reason: banner || `The plan ${lease.plan} is open.`,
    plan: lease.plan,
    entitlements: lease.entitlements,
    until: lease.expires,
    ends: licence?.ends ?? null,
    banner,
    askOnline: behind,
    notice: licence?.notice ?? null,
  };
}

/** Fall back to the Free plan, and say why. */
export function free(code: string, askOnline = false): Verdict {
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  const nothing = { plan: null, entitlements: [], until: null, ends: null, banner: "", notice: null };
  return { mayRun: false, kind: "read_and_export", code, reason: reason ?? `The licence cannot be used (${code}).`, ...nothing, askOnline };
}

/** Tell whether to ask the server: a third of the lease has passed, or the clock is not to be trusted. */
export function refreshIsDue(lease: Lease | null, mark: Date | null, at: Date): boolean {
  if (!lease || isBehind(at, mark)) return true;
  const issued = lease.issued.getTime();
  return lease.expires !== null && at.getTime() >= issued + (lease.expires.getTime() - issued) / 3;
}

/**
 * Return the highest server time that was ever seen. Only an answer that was signed for our own nonce a moment ago may
 * take it back: else a server whose clock was wrong for an hour would make every clock look wrong for ever.
 */
export function markAfter(mark: Date | null, seen: Date, answersUs = false): Date {
  return answersUs && isBehind(seen, mark) ? seen : later(seen, mark);
}

export function hasEnded(lease: Lease, at: Date): boolean {
  return lease.expires !== null && at >= lease.expires;
}

export function later(at: Date, mark: Date | null): Date {
  return mark && mark > at ? mark : at;
}

function isBehind(at: Date, mark: Date | null): boolean {
  return mark !== null && at.getTime() < mark.getTime() - BEHIND;
}

function standing(lease: Lease, licence: Licence | null, at: Date): [string, string] {
  if (!lease.licence) {
    const until = lease.expires ? ` until ${lease.expires.toISOString().slice(0, 10)}` : "";
    return ["bridge", `A bridge code opens the plan ${lease.plan}${until}.`];
  }
  const told = licence && licence.id === lease.licence ? standingAt(licence, at) : "active";
  if (told === "grace") return ["grace", `The licence has ended; everything works until ${String(licence?.access_until).slice(0, 10)}.`];
  if (told === "maintained") return ["maintained", "The licence has ended; this version goes on working."];
  return ["ok", ""];
}

/** Carry the standing on from the last answer: an active licence without a next term ends on its day. */
function standingAt(licence: Licence, at: Date): string {
  const over = licence.ends !== null && !licence.next && at.toISOString().slice(0, 10) >= licence.ends;
  if (licence.standing !== "active" || !over) return licence.standing;
  return licence.access_until ? "grace" : "maintained";
}

function whyEnded(licence: Licence | null, at: Date): string {
  return licence?.access_until && at.toISOString() >= licence.access_until ? "expired" : "lease_ended";
}
