// Reading a product key as a person typed it, without a network: 25 symbols of which three find and name a slip.

export interface Reading {
  kind: "ok" | "empty" | "foreign_character" | "wrong_length" | "one_wrong" | "swapped" | "unreadable";
  symbols?: string;
  printed?: string;
  characters?: { position: number; typed: string }[];
  length?: number;
  position?: number;
  group?: number;
  typed?: string;
  expected?: string;
  suggestion?: string;
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const [LENGTH, GROUP, LONGEST] = [25, 5, 500];
const SEPARATOR = /[\p{White_Space}\p{Pd}\p{Cf}_.\u00b7\u2212]/gu;
const CANDIDATE = /(?<![0-9A-Z])(?=((?:[0-9A-Z]{5}-{0,3}){4}[0-9A-Z]{5})(?![0-9A-Z]))/g;

/** Say what a text is: ok, with `printed`, or what is wrong, in the words of the API's diagnosis. */
export function readProductKey(text: string): Reading {
  const typed = [...text].length;
  if (typed > LONGEST) return { kind: "wrong_length", length: typed };
  const symbols = symbolsIn(text);
  const characters = symbols.map((each, at) => ({ position: at + 1, typed: each })).filter((each) => !ALPHABET.includes(each.typed));
  if (symbols.length === 0) return { kind: "empty" };
  if (characters.length > 0) return { kind: "foreign_character", characters };
  if (symbols.length !== LENGTH) return { kind: "wrong_length", length: symbols.length };
  return readingOf(symbols);
}

/** How a product key may have been written when it was presented: as kept, bare, in groups. */
export function spellings(productKey: string): string[] {
  const bare = productKey.replaceAll("-", "");
  return productKey ? [...new Set([productKey, bare, printed([...bare])])] : [];
}

function symbolsIn(text: string): string[] {
  const plain = text.normalize("NFKC").replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const dashed = plain.replace(SEPARATOR, "-");
  const found = Array.from(dashed.matchAll(CANDIDATE), (match) => bare(match[1] ?? ""));
  const genuine = found.find((each) => each.every((symbol) => ALPHABET.includes(symbol)) && passes(valuesOf(each)));
  return genuine ?? (found.length === 1 && found[0] ? found[0] : bare(dashed));
}

function bare(dashed: string): string[] {
  return [...dashed.replaceAll("-", "").replaceAll("O", "0").replace(/[IL]/g, "1")];
}

function readingOf(symbols: string[]): Reading {
  const values = valuesOf(symbols);
  if (passes(values)) return { kind: "ok", symbols: symbols.join(""), printed: printed(symbols) };
  const slip = oneWrong(values);
  if (slip) {
    const typed = symbols[slip.index] ?? "";
    const expected = ALPHABET[ALPHABET.indexOf(typed) ^ slip.size] ?? "";
    const meant = symbols.map((symbol, at) => (at === slip.index ? expected : symbol));
    return { kind: "one_wrong", ...place(slip.index, meant), typed, expected };
  }
  for (let index = 0; index < LENGTH - 1; index += 1) {
    const meant = [...symbols];
    meant.splice(index, 2, symbols[index + 1] ?? "", symbols[index] ?? "");
    if (passes(valuesOf(meant))) return { kind: "swapped", ...place(index, meant) };
  }
  return { kind: "unreadable" };
}

function place(index: number, meant: string[]): { position: number; group: number; suggestion: string } {
  return { position: index + 1, group: Math.floor(index / GROUP) + 1, suggestion: printed(meant) };
}

function printed(symbols: string[]): string {
  return symbols.join("").match(/.{1,5}/g)?.join("-") ?? "";
}

// --- arithmetic in a field of 32: x^5 + x^2 + 1

const POWERS = [1];
while (POWERS.length < 31) {
  const last = POWERS.at(-1) ?? 0;
  POWERS.push((last * 2) ^ (last > 15 ? 37 : 0));
}

function power(exponent: number): number {
  return POWERS[((exponent % 31) + 31) % 31] ?? 0;
}

function log(value: number): number {
  return POWERS.indexOf(value);
}

function times(a: number, b: number): number {
  return a && b ? power(log(a) + log(b)) : 0;
}

function valuesOf(symbols: string[]): number[] {
  return symbols.map((symbol) => ALPHABET.indexOf(symbol));
}

function syndrome(word: number[], root: number): number {
  return word.reduce((sum, value) => times(sum, power(root)) ^ value, 0);
}

function passes(word: number[]): boolean {
  return [1, 2, 3].every((root) => syndrome(word, root) === 0);
}

/** Return index and size of the one error that explains the word, if there is one. */
function oneWrong(word: number[]): { index: number; size: number } | null {
  const found = [syndrome(word, 1), syndrome(word, 2), syndrome(word, 3)] as const;
  if (found.some((each) => each === 0)) return null;
  const [first, second, third] = [log(found[0]), log(found[1]), log(found[2])];
  const at = (second - first + 31) % 31;
  if (at !== (third - second + 31) % 31 || at >= LENGTH) return null;
  return { index: LENGTH - 1 - at, size: power(first - at) };
}
