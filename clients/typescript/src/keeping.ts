// What a program keeps between two starts, and which computer it runs on.

import { execFileSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Licence } from "./verdicts.js";

/** The state of a client. `mark` is the highest server time ever seen, in Unix seconds. */
export interface Kept {
  token: string;
  productKey: string; // only where there is no token to take its place
  lease: string;
  licence: Licence | null;
  refused: string;
  mark: number;
  challenge: string;
  nonces: string[]; // of offline requests that wait for their answer
  offlineProductKey: string;
  noAnswerAt: number;
  machine: string; // a made-up machine id, where the operating system has none
}

export interface Store {
  load(): Kept;
  save(kept: Kept): void;
}

const BLANK: Kept = {
  token: "", productKey: "", lease: "", licence: null, refused: "", mark: 0, challenge: "", nonces: [],
  offlineProductKey: "", noAnswerAt: 0, machine: "",
};

/** Keeps the state as long as the program runs. */
export class MemoryStore implements Store {
  private text = "";

  load(): Kept {
    return keptIn(this.text);
  }

  save(kept: Kept): void {
    this.text = JSON.stringify(kept);
  }
}

/** Keeps the state in a file, and the highest server time in a second one in another place. */
export class FileStore implements Store {
  constructor(
    readonly path: string,
    readonly second: string = `${path}.seen`,
  ) {}

  /** Read both files; what cannot be read counts as not there, and the later time counts. */
  load(): Kept {
    const kept = keptIn(textOf(this.path));
    const seen = textOf(this.second).trim();
    return /^[0-9]{1,11}$/.test(seen) ? { ...kept, mark: Math.max(kept.mark, Number(seen)) } : kept;
  }

  save(kept: Kept): void {
    write(this.path, JSON.stringify(kept));
    if (kept.mark) write(this.second, String(kept.mark));
  }
}

/** Keep the state where programs of this operating system keep theirs. */
export function defaultStore(product: string): FileStore {
  const { env, platform } = process;
  const home = homedir();
  if (platform === "win32") {
    return new FileStore(join(env["LOCALAPPDATA"] ?? home, product, "licence.json"), join(env["APPDATA"] ?? home, product, "licence-seen"));
  }
  if (platform === "darwin") {
    const library = join(home, "Library");
    return new FileStore(join(library, "Application Support", product, "licence.json"), join(library, "Preferences", `${product}.seen`));
  }
  const [state, config] = [env["XDG_STATE_HOME"] || join(home, ".local/state"), env["XDG_CONFIG_HOME"] || join(home, ".config")];
  return new FileStore(join(state, product, "licence.json"), join(config, product, "licence-seen"));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Read a state; a member of the wrong kind is left out. */
function keptIn(text: string): Kept {
  let members: Record<string, unknown> = {};
  try {
    members = Object(JSON.parse(text));
  } catch {
    // a state that cannot be read is none
  }
  const isLike = (value: unknown, model: unknown) =>
    model === null ? typeof value === "object" && !Array.isArray(value) : typeof value === typeof model && Array.isArray(value) === Array.isArray(model);
  const good = Object.entries(BLANK).filter(([name, model]) => isLike(members[name], model)).map(([name]) => [name, members[name]]);
  return { ...structuredClone(BLANK), ...Object.fromEntries(good) };
}

/** Put a file in place in one move, readable by its owner alone. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = openSync(beside, "wx", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (failure) {
    rmSync(beside, { force: true });
    throw failure;
  }
}

/** Return 64 hex digits for this computer, so that no two vendors can put their names for it together. */
export function fingerprintOf(product: string, machineId: string): string {
  return createHmac("sha256", product).update(machineId).digest("hex");
}

/** Return the id that the operating system gave this computer; null where it has none. */
export function machineId(): string | null {
  if (process.platform === "win32") {
    return said(/MachineGuid\s+REG_SZ\s+(\S+)/, "reg", "query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid", "/reg:64");
  }
  if (process.platform === "darwin") {
    return said(/"IOPlatformUUID" = "([^"]+)"/, "/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice");
  }
  return textOf("/etc/machine-id").trim() || textOf("/var/lib/dbus/machine-id").trim() || null;
}

function said(pattern: RegExp, program: string, ...words: string[]): string | null {
  try {
    return pattern.exec(execFileSync(program, words, { encoding: "utf8", timeout: 10_000 }))?.[1] ?? null;
  } catch {
    return null;
  }
}
