// The client: a program makes one, asks `check()` each time it is opened, and calls `activate()` once.

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { defaultStore, fingerprintOf, machineId, type Kept, type Store } from "./keeping.js";
import { Reader, type Lease } from "./leases.js";
import { readProductKey } from "./productKey.js";
import { instant, NotGenuine, object, objectIn, Pinned, type Members } from "./signing.js";
import { ENDING, free, hasEnded, judge, later, markAfter, refreshIsDue, type Licence, type Verdict } from "./verdicts.js";

const PATIENCE = 3_600_000; // after silence, how long a program with a lease starts without asking again
const REQUESTS_KEPT = 5;
const LARGEST = 1024 * 1024;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Nobody answered, or nobody whom we believe; nothing is changed by it. `told` is good for a message only. */
export class NoAnswer extends Error {
  constructor(sentence: string, readonly status = 0, readonly told = "", readonly retryAfter = 0) {
    super(sentence);
  }
}

/** The server said no, and signed it: a stable code, a sentence for a person, details. */
export class Refused extends Error {
  readonly code: string;
  readonly detail: Members;

  constructor(error: Members) {
    super(String(error["message"] ?? ""));
    this.code = String(error["code"] ?? "");
    this.detail = object(error["detail"] ?? {});
  }
}

export interface Options {
  server: string;
  product: string;
  publicKeys: string[];
  store?: Store;
  fingerprint?: string;
  deviceName?: string;
  language?: string;
  timeout?: number;
  clock?: () => Date;
}

interface Answer {
  body: Members;
  at: Date;
}

/** One product on one computer. */
export class Client {
  readonly fingerprint: string;
  readonly store: Store;
  private readonly reader: Reader;
  private readonly options: Options;

  constructor(options: Options) {
    const url = new URL(options.server);
    if (url.protocol !== "https:" && !(url.protocol === "http:" && LOOPBACK.includes(url.hostname))) {
      throw new Error("A server is reached by https; http is for tests on the computer itself.");
    }
    this.options = options;
    this.store = options.store ?? defaultStore(options.product);
    this.fingerprint = options.fingerprint ?? fingerprintOf(options.product, machineId() ?? this.madeUpId());
    this.reader = new Reader(new Pinned(options.publicKeys), options.product, this.fingerprint);
  }

  // --- each time the program is opened

  /** Say whether the plan may run; ask the server only when a third of the lease has passed. Never throws. */
  async check({ online = true } = {}): Promise<Verdict> {
    const kept = this.store.load();
    let [at, fresh] = [this.now(), false];
    if (online && this.wantsToAsk(kept, at)) {
      try {
        [at, fresh] = [await this.renew(kept), true];
      } catch (failure) {
        kept.noAnswerAt = failure instanceof Refused ? 0 : seconds(at);
      }
      this.saveIfPossible(kept);
    }
    return this.judge(kept, at, fresh);
  }

  /** Ask the server for a new lease now, and say plainly what went wrong if it cannot be had. */
  async refresh(): Promise<Verdict> {
    const kept = this.store.load();
    try {
      return this.judge(kept, await this.renew(kept), true);
    } finally {
      this.saveIfPossible(kept);
    }
  }

  // --- once

  /** Take a place among the devices: by a redeemed product key, or for the account that is signed in. */
  async activate(productKey = "", { replaceDevice = "" } = {}): Promise<Verdict> {
    const kept = this.store.load();
    const members: Members = this.device();
    if (replaceDevice) members["replace_device"] = replaceDevice;
    if (kept.token && productKey) {
      await this.call(kept, "redeem", { product_key: productKey });
      kept.productKey = ""; // from now on the token is enough
    } else if (productKey) {
      members["product_key"] = productKey;
    }
    const answer = await this.call(kept, "activate", members);
    if (!kept.token && productKey) kept.productKey = productKey;
    return this.take(kept, answer, answer.body);
  }

  /** Have a code of six digits sent to an address; `confirm` takes it. */
  async signIn(email: string): Promise<void> {
    const kept = this.store.load();
    const members = { email, device_name: this.deviceName };
    kept.challenge = String((await this.call(kept, "sign-in", members, { identify: false })).body["challenge"]);
    this.store.save(kept);
  }

  /** Prove the address; a refused activation (say `device_limit`) is thrown, but the sign-in holds. */
  async confirm(code: string, { activate = true } = {}): Promise<Verdict> {
    const kept = this.store.load();
    const members = { challenge: kept.challenge, code, activate, ...this.device() };
    const answer = await this.call(kept, "sign-in/confirm", members, { identify: false });
    [kept.token, kept.challenge] = [String(answer.body["token"]), ""];
    if (answer.body["licence"]) [kept.productKey, kept.refused] = ["", ""];
    else if (!kept.lease) kept.refused = "licence_none";
    this.store.save(kept);
    const activation = answer.body["activation"] as Members | null;
    if (activation?.["error"]) throw new Refused(object(activation["error"]));
    return activation ? this.take(kept, answer, { ...answer.body, ...activation }) : this.judge(kept, answer.at, true);
  }

  /** Open the plan for seven days by the code from the order page or the account page. */
  async useBridgeCode(code: string): Promise<Verdict> {
    const kept = this.store.load();
    const answer = await this.call(kept, "bridge", { bridge_code: code }, { identify: false });
    return this.take(kept, answer, answer.body);
  }

  // --- without a network

  /** Return the text to carry to a computer with a network, whose page `/activate` takes it. */
  offlineRequest(productKey = ""): string {
    const kept = this.store.load();
    const nonce = newNonce();
    const key = productKey && (readProductKey(productKey).symbols ?? productKey.trim());
    [kept.nonces, kept.offlineProductKey] = [[nonce, ...kept.nonces].slice(0, REQUESTS_KEPT), key];
    this.store.save(kept);
    return requestText({ v: 1, p: this.options.product, ...(key ? { k: key } : {}), f: this.fingerprint, n: nonce, d: this.deviceName });
  }

  /** Take back what the page gave, a machine file or a compact lease; throw NotGenuine for anything else. */
  acceptOffline(text: string, { productKey = "" } = {}): Verdict {
    const kept = this.store.load();
    const [at, bare] = [this.now(), text.trim()];
    if (bare !== kept.lease) {
      const secret = productKey || kept.offlineProductKey || kept.productKey;
      const lease = this.reader.read(bare, { at, productKey: secret });
      if (lease.nonce !== null && !kept.nonces.includes(lease.nonce)) throw new NotGenuine("nonce");
      if (hasEnded(lease, later(at, instantOf(kept.mark)))) throw new NotGenuine("ended");
      Object.assign(kept, { lease: bare, refused: "", nonces: [], licence: null, offlineProductKey: "" });
      kept.productKey = kept.token ? "" : secret;
      this.see(kept, lease.issued);
      this.store.save(kept);
    }
    return this.judge(kept, at);
  }

  // --- the account

  /** List what the account that is signed in has of this product. */
  async licences(): Promise<Members[]> {
    const answer = await this.call(this.store.load(), "licences", {}, { method: "GET" });
    return answer.body["licences"] as Members[];
  }

  /** Give back the place of this computer, or of another device by its id; return the licence as it is then. */
  async release(device = ""): Promise<Members> {
    const kept = this.store.load();
    const answer = await this.call(kept, "deactivate", device ? { device } : {});
    if (!device) this.forget(kept, "released");
    return object(answer.body["licence"]);
  }

  /** End the token; the place among the devices stays taken, so call `release` first to give it back. */
  async signOut(): Promise<void> {
    const kept = this.store.load();
    await this.call(kept, "sign-out", {});
    this.forget(kept, "signed_out");
  }

  get isSignedIn(): boolean {
    return this.store.load().token !== "";
  }

  // --- how it is done

  private now(): Date {
    return this.options.clock?.() ?? new Date();
  }

  private get deviceName(): string {
    return this.options.deviceName || hostname() || "Computer";
  }

  private device(): Members {
    return { name: this.deviceName, platform: process.platform };
  }

  private madeUpId(): string {
    const kept = this.store.load();
    if (!kept.machine) {
      kept.machine = randomBytes(16).toString("hex");
      this.store.save(kept);
    }
    return kept.machine;
  }

  private wantsToAsk(kept: Kept, at: Date): boolean {
    if (!kept.token && !kept.productKey) return false;
    const [lease, mark] = [this.lease(kept), instantOf(kept.mark)];
    const runs = lease !== null && !hasEnded(lease, later(at, mark));
    if (runs && Math.abs(at.getTime() - kept.noAnswerAt * 1000) < PATIENCE) return false;
    return refreshIsDue(lease, mark, at);
  }

  /** Ask for a new lease. Signed words may end a lease; a bridge runs to its end. */
  private async renew(kept: Kept): Promise<Date> {
    try {
      const answer = await this.call(kept, "lease", { formats: ["compact"] });
      this.keepAnswer(kept, answer, answer.body);
      return answer.at;
    } catch (failure) {
      if (failure instanceof Refused && failure.code === "token_invalid") [kept.token, kept.refused] = ["", failure.code];
      else if (failure instanceof Refused && ENDING.has(failure.code)) {
        kept.refused = failure.code;
        if (this.lease(kept)?.licence !== "") kept.lease = "";
      }
      throw failure;
    }
  }

  /** Ask the server, and take note of its time before looking at what it says. */
  private async call(kept: Kept, op: string, members: Members, { identify = true, method = "POST" } = {}): Promise<Answer> {
    const told: Members = { product: this.options.product };
    if (method === "POST" && !members["device"]) told["fingerprint"] = this.fingerprint;
    if (method === "POST" && identify && kept.productKey) told["product_key"] = kept.productKey;
    const answer = await this.ask(op, { ...told, ...members }, identify ? kept.token : "", method);
    this.see(kept, answer.at, true);
    this.saveIfPossible(kept);
    if (answer.body["error"]) throw new Refused(object(answer.body["error"]));
    return answer;
  }

  /** An answer counts only if it is signed, for this very request, with a pinned key. */
  private async ask(op: string, members: Members, token: string, method: string): Promise<Answer> {
    const nonce = newNonce();
    const told = { ...members, nonce };
    const sent = method === "POST" ? JSON.stringify(told) : "";
    const query = method === "POST" ? "" : `?${new URLSearchParams(told as unknown as Record<string, string>)}`;
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": this.options.language || "en" };
    if (sent) headers["Content-Type"] = "application/json";
    if (token) headers["Authorization"] = `Bearer ${token}`;
    const url = `${this.options.server.replace(/\/+$/, "")}/api/licensing/v1/${op}${query}`;
    // a redirect would carry the token to somebody else
    const asking: RequestInit = { method, headers, redirect: "error", signal: AbortSignal.timeout(this.options.timeout ?? 8000) };
    const { status, signature, retryAfter, received } = await send(url, sent ? { ...asking, body: sent } : asking);
    if (status === 429 || status >= 500) throw unsigned(status, retryAfter, received);
    let body: Members, at: Date;
    try {
      this.reader.pinned.checkAnswer(signature, Buffer.from(sent), received);
      body = objectIn(received);
      at = instant(body["ts"]);
    } catch {
      throw new NoAnswer("The answer is not signed by a key that this program knows.", status);
    }
    if (body["op"] !== op || body["nonce"] !== nonce) throw new NoAnswer("This answer belongs to another question.", status);
    return { body, at };
  }

  private take(kept: Kept, answer: Answer, body: Members): Verdict {
    this.keepAnswer(kept, answer, body);
    this.store.save(kept);
    return this.judge(kept, answer.at, true);
  }

  private keepAnswer(kept: Kept, answer: Answer, body: Members): void {
    const told = body["lease"] as Members | null | undefined;
    if (told) {
      try {
        const lease = this.reader.read(String(told["compact"]), { at: answer.at });
        kept.lease = String(told["compact"]);
        this.see(kept, lease.issued);
      } catch (doubt) {
        throw new NoAnswer(`The lease in the answer is not good. ${doubt instanceof Error ? doubt.message : ""}`);
      }
    }
    kept.licence = (body["licence"] as Licence | undefined) ?? null;
    kept.refused = kept.lease ? "" : "lease_pending";
    kept.noAnswerAt = 0;
  }

  private judge(kept: Kept, at: Date, fresh = false): Verdict {
    const lease = this.lease(kept);
    if (!lease && kept.lease) return free("not_activated");
    return judge(lease, { licence: kept.licence, mark: instantOf(kept.mark), refused: kept.refused, at, fresh });
  }

  /** Check the kept lease anew each time: the file may have come from another computer. */
  private lease(kept: Kept): Lease | null {
    try {
      return kept.lease ? this.reader.read(kept.lease, { productKey: kept.productKey }) : null;
    } catch {
      return null;
    }
  }

  private forget(kept: Kept, refused: string): void {
    Object.assign(kept, { token: "", productKey: "", lease: "", licence: null, refused });
    this.store.save(kept);
  }

  private saveIfPossible(kept: Kept): void {
    try {
      this.store.save(kept);
    } catch {
      // a full disk is no reason to lock somebody out
    }
  }

  private see(kept: Kept, at: Date, answersUs = false): void {
    kept.mark = seconds(markAfter(instantOf(kept.mark), at, answersUs));
  }
}

/** Write an offline request; without a product key the page asks its reader to sign in. */
export function requestText(members: Members): string {
  const bits = Array.from(Buffer.from(JSON.stringify(members)), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const symbols = bits.match(/.{1,5}/g) ?? [];
  return `ACT1.${symbols.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five.padEnd(5, "0"), 2)]).join("")}`;
}

async function send(url: string, asking: RequestInit) {
  try {
    const response = await fetch(url, asking);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > LARGEST) throw new Error("it is too large");
      chunks.push(chunk);
    }
    const { status, headers } = response;
    return { status, signature: headers.get("Abaca-Signature") ?? "", retryAfter: headers.get("Retry-After") ?? "", received: Buffer.concat(chunks) };
  } catch (failure) {
    throw new NoAnswer(`The server does not answer (${failure instanceof Error ? failure.message : String(failure)}).`);
  }
}

/** Take from an unsigned answer what may be shown, and nothing else. */
function unsigned(status: number, retryAfter: string, received: Uint8Array): NoAnswer {
  let told = "";
  try {
    told = String(object(objectIn(received)["error"])["code"] ?? "");
  } catch {
    // not even that
  }
  const wait = /^[0-9]{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0;
  return new NoAnswer(status === 429 ? "The server asks us to wait." : "The server cannot answer right now.", status, told, wait);
}

function newNonce(): string {
  return randomBytes(16).toString("base64url");
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

function instantOf(mark: number): Date | null {
  return mark > 0 && mark < 2 ** 37 ? new Date(mark * 1000) : null;
}
