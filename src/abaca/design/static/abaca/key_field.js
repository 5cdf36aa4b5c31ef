// The field that takes any paste of a product key: groups it, marks the doubtful character, offers what was probably meant.
// It never corrects by itself; the server reads the key again by the same rules.

import { printed, read } from "./product_key.js";

const OFFLINE = /^\s*act1\./i; // the request of a computer without a network, which the server reads
const GROUPED = /^[0-9a-z -]*$/i;

function group(input) {
  const atTheEnd = input.selectionStart === input.value.length;
  const symbols = input.value.replace(/[\s-]/g, "").toUpperCase();
  if (!atTheEnd || !GROUPED.test(input.value) || symbols.length > 25) return;
  input.value = printed(symbols);
}

function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

function factsOf(reading) {
  const [first] = reading.characters;
  const next = reading.position ? reading.position + 1 : null;
  return { ...reading, next, ...(first && { position: first.position, typed: first.typed }) };
}

function doubtful(reading) {
  if (reading.kind === "foreign_character") return reading.characters.map(({ position }) => position);
  if (reading.kind === "swapped") return [reading.position, reading.position + 1];
  return reading.kind === "one_wrong" ? [reading.position] : [];
}

/** Show the key as it was typed, with the doubtful characters marked. */
function marked(text, positions) {
  const line = document.createElement("code");
  line.className = "key-doubt";
  let position = 0;
  for (const character of text.toUpperCase()) {
    if (!/[\s-]/.test(character)) position += 1;
    const doubt = positions.includes(position) && !/[\s-]/.test(character);
    const element = document.createElement(doubt ? "mark" : "span");
    element.textContent = character;
    line.append(element);
  }
  return line;
}

function offer(field, input, reading) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = fill(field.dataset.suggestion, reading);
  button.addEventListener("click", () => {
    input.value = reading.suggestion;
    judge(field, input);
    input.focus();
  });
  return button;
}

function judge(field, input) {
  // Leaving the field for the offered button must not take the button away.
  if (field.dataset.judged === input.value) return;
  field.dataset.judged = input.value;
  const answer = field.querySelector("[data-answer]");
  const reading = OFFLINE.test(input.value) ? { kind: "offline" } : read(input.value);
  const sentence = field.dataset[reading.kind.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())];
  answer.replaceChildren();
  field.classList.toggle("wrong", Boolean(sentence));
  input.setAttribute("aria-invalid", String(Boolean(sentence)));
  if (!sentence) return;
  const words = document.createElement("p");
  words.className = "error";
  words.textContent = fill(sentence, factsOf(reading));
  answer.append(words);
  if (doubtful(reading).length && GROUPED.test(input.value)) answer.append(marked(input.value, doubtful(reading)));
  if (reading.suggestion) answer.append(offer(field, input, reading));
}

function attend(field) {
  const input = field.querySelector("input");
  const isLong = () => input.value.replace(/[\s-]/g, "").length >= 25;
  input.addEventListener("input", () => {
    group(input);
    if (isLong() || field.classList.contains("wrong")) judge(field, input);
  });
  input.addEventListener("change", () => judge(field, input));
}

document.querySelectorAll("[data-key-field]").forEach(attend);
