// What a program needs to know its licence: `await new Client({…}).check()`.

export { Client, NoAnswer, Refused, type Options } from "./client.js";
export { openFile, type Document } from "./files.js";
export { FileStore, fingerprintOf, machineId, MemoryStore, type Kept, type Store } from "./keeping.js";
export { Reader, type Lease } from "./leases.js";
export { readProductKey, type Reading } from "./productKey.js";
export { NotGenuine, Pinned } from "./signing.js";
export { type Licence, type Notice, type Verdict } from "./verdicts.js";
