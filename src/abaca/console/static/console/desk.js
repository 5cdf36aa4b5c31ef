/* The desk by keyboard. Every key does what a link or a button of the page does; without this file they are there. */
"use strict";

const rows = () => Array.from(document.querySelectorAll("[data-row]"));
const onTicket = () => Boolean(document.querySelector("[data-answer-box]"));

/** The row in which the reader stands: the one that holds the focus. */
function currentRow() {
  return rows().find((row) => row.contains(document.activeElement));
}

function go(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(currentRow());
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  const target = all[next].querySelector("[data-open]") || all[next];
  target.focus();
  all[next].scrollIntoView({ block: "nearest" });
}

/** Where a key looks for its link or form: in the row of the queue, or on the whole page of a ticket. */
function place() {
  return onTicket() ? document : currentRow();
}

function close() {
  const form = place()?.querySelector("form[data-close]");
  if (form) form.requestSubmit();
}

function answer() {
  const box = document.querySelector("[data-answer-box]");
  if (box) box.focus();
  else place()?.querySelector("[data-answer]")?.click();
}

function note() {
  const details = document.querySelector("[data-note]");
  if (!details) return;
  details.open = true;
  details.querySelector("textarea").focus();
}

function back() {
  document.querySelector("[data-back]")?.click();
}

function help() {
  const dialog = document.querySelector("[data-keys]");
  if (dialog && !dialog.open) dialog.showModal();
}

const KEYS = { j: () => go(1), k: () => go(-1), e: close, a: answer, n: note, u: back, "?": help };

/** Let single keys act in this browser, or not; see `keysAreOn` of the whole shop. */
function switchKeys(event) {
  try {
    localStorage.setItem("abaca-keys", event.target.checked ? "on" : "off");
  } catch {
    event.target.checked = true;
  }
}

function byKey(event) {
  const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  const act = keysAreOn() && KEYS[event.key];
  if (!act || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
}

document.addEventListener("keydown", byKey);
document.querySelectorAll("[data-keys-button]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", help);
});
document.querySelectorAll("[data-keys-on]").forEach((box) => {
  box.checked = keysAreOn();
  box.addEventListener("change", switchKeys);
});
// After the browser has gone to the part of the page that the address names, which takes the focus away again.
window.addEventListener("load", () => setTimeout(() => {
  if (onTicket() && (location.hash === "#answer" || document.querySelector("[data-focus]"))) answer();
}, 0));
