// Product keys in the browser: the twin of kernel/product_keys.py, with the same names and the same answers.

const LENGTH = 25;
const GROUP = 5;
const LONGEST_INPUT = 500;

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VALUES = new Map(Array.from(ALPHABET, (symbol, value) => [symbol, value]));
const LOOK_ALIKES = { O: "0", I: "1", L: "1" };
const SEPARATOR = /[\p{White_Space}\p{Pd}\p{Cf}_.\u00b7\u2212]/gu;
const CANDIDATE = /(?<![0-9A-Z])(?=((?:[0-9A-Z]{5}-{0,3}){4}[0-9A-Z]{5})(?![0-9A-Z]))/g;

const POWERS = [
  1, 2, 4, 8, 16, 5, 10, 20, 13, 26, 17, 7, 14, 28, 29, 31,
  27, 19, 3, 6, 12, 24, 21, 15, 30, 25, 23, 11, 22, 9, 18,
];
const LOGS = new Map(POWERS.map((power, log) => [power, log]));

const NOTHING = {
  kind: null,
  symbols: null,
  printed: null,
  characters: [],
  length: null,
  position: null,
  group: null,
  typed: null,
  expected: null,
  suggestion: null,
};

/** Find the product key in a text; if there is none, say as well as possible what went wrong. */
export function read(text) {
  const inputLength = Array.from(text).length;
  if (inputLength > LONGEST_INPUT) return reading("wrong_length", { length: inputLength });

  const symbols = symbolsIn(text);
  const characters = symbols
    .map((typed, index) => ({ position: index + 1, typed }))
    .filter(({ typed }) => !VALUES.has(typed));
  if (symbols.length === 0) return reading("empty");
  if (characters.length > 0) return reading("foreign_character", { characters });
  if (symbols.length !== LENGTH) return reading("wrong_length", { length: symbols.length });
  return readingOf(symbols);
}

/** Set the symbols in groups of five. */
export function printed(symbols) {
  return symbols.match(/.{1,5}/g)?.join("-") ?? "";
}

function reading(kind, found = {}) {
  return { ...NOTHING, kind, ...found };
}

function symbolsIn(text) {
  const plain = text.normalize("NFKC").replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const dashed = plain.replace(SEPARATOR, "-");
  const found = Array.from(dashed.matchAll(CANDIDATE), (match) => bare(match[1]));
  const genuine = found.find(isGenuine);
  if (genuine) return genuine;
  return found.length === 1 ? found[0] : bare(dashed);
}

function bare(dashed) {
  return Array.from(dashed.replaceAll("-", ""), (symbol) => LOOK_ALIKES[symbol] ?? symbol);
}

function isGenuine(symbols) {
  return symbols.every((symbol) => VALUES.has(symbol)) && passes(valuesOf(symbols));
}

function readingOf(symbols) {
  const values = valuesOf(symbols);
  const text = symbols.join("");
  if (passes(values)) return reading("ok", { symbols: text, printed: printed(text) });

  const error = locate(syndromes(values));
  if (error) return oneWrong(symbols, error);

  const first = exchange(values);
  return first === null ? reading("unreadable") : swapped(symbols, first);
}

function oneWrong(symbols, { index, size }) {
  const typed = symbols[index];
  const expected = ALPHABET[VALUES.get(typed) ^ size];
  const suggestion = printed(symbols.map((symbol, at) => (at === index ? expected : symbol)).join(""));
  return reading("one_wrong", { ...place(index), typed, expected, suggestion });
}

function swapped(symbols, index) {
  return reading("swapped", { ...place(index), suggestion: printed(exchanged(symbols, index).join("")) });
}

function place(index) {
  return { position: index + 1, group: Math.floor(index / GROUP) + 1 };
}

// The check code, as in kernel/check_code.py.

function valuesOf(symbols) {
  return symbols.map((symbol) => VALUES.get(symbol));
}

function times(a, b) {
  return a && b ? POWERS[(LOGS.get(a) + LOGS.get(b)) % 31] : 0;
}

function syndromes(word) {
  return [1, 2, 3].map((root) => word.reduce((sum, value) => times(sum, POWERS[root]) ^ value, 0));
}

function passes(word) {
  return syndromes(word).every((syndrome) => syndrome === 0);
}

function locate(found) {
  if (found.includes(0)) return null;
  const [s1, s2, s3] = found.map((syndrome) => LOGS.get(syndrome));
  const power = (s2 - s1 + 31) % 31;
  if (power !== (s3 - s2 + 31) % 31 || power >= LENGTH) return null;
  return { index: LENGTH - 1 - power, size: POWERS[(s1 - power + 31) % 31] };
}

function exchanged(row, first) {
  const other = [...row];
  [other[first], other[first + 1]] = [row[first + 1], row[first]];
  return other;
}

function exchange(word) {
  for (let first = 0; first < LENGTH - 1; first += 1) {
    if (passes(exchanged(word, first))) return first;
  }
  return null;
}
