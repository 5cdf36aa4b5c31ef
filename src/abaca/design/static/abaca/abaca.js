/* Small comforts. Every page works without this file; nothing here decides anything. */
"use strict";

/** Copy buttons: <button type="button" hidden data-copy="text" data-copied="Copied">. */
function offerCopying(button) {
  if (!navigator.clipboard) return;
  const word = button.querySelector("[data-word]") || button;
  const before = word.textContent;
  let timer = 0;
  word.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    word.textContent = button.dataset.copied;
    clearTimeout(timer);
    timer = setTimeout(() => { word.textContent = before; }, 3000);
  });
}

/** Print buttons: <button type="button" hidden data-print>. */
function offerPrinting(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** Who dictates, or whose hand trembles, presses keys that he does not mean: the desk lets them be switched off. */
function keysAreOn() {
  try {
    return localStorage.getItem("abaca-keys") !== "off";
  } catch {
    return true;
  }
}

/** The slash goes to the search box, unless somebody is writing. */
function searchBySlash(event) {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  const box = document.querySelector("[data-search]");
  if (event.key !== "/" || !keysAreOn() || event.ctrlKey || event.metaKey || event.altKey || writing || !box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

/** A form is sent once; the server refuses the second one too, this only saves the reader the answer. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get" || form.target) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // After the browser has collected the form, so that the pressed button's own value still goes with it.
  setTimeout(() => buttonsOf(form).forEach((button) => button.setAttribute("aria-disabled", "true")), 0);
}

function buttonsOf(form) {
  return Array.from(form.elements).filter((element) => element.type === "submit");
}

function allowSendingAgain() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
}

/** After a refusal the reader stands at the first field to mend. */
function goToFirstError() {
  const wrong = document.querySelector('[aria-invalid="true"], .field.wrong input');
  if (wrong && !location.hash) wrong.focus();
}

/** An e-mail address is looked at when its field is left: <div class="field" data-email-hint="…">. */
function watchEmail(input) {
  const field = input.closest("[data-email-hint]");
  if (!field) return;
  const note = document.createElement("p");
  note.className = "error";
  note.id = `${input.id}_live`;
  note.setAttribute("role", "status");
  input.insertAdjacentElement("beforebegin", note);
  const judge = () => {
    const plausible = input.value.trim() === "" || /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(input.value.trim());
    note.textContent = plausible ? "" : field.dataset.emailHint;
    if (field.querySelector(".error:not([role])")) return;
    field.classList.toggle("wrong", !plausible);
    input.setAttribute("aria-invalid", String(!plausible));
    describe(input, note.id, !plausible);
  };
  input.addEventListener("blur", judge);
  input.addEventListener("input", () => { if (note.textContent) judge(); });
}

function describe(input, id, wanted) {
  const ids = (input.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
  if (wanted) ids.push(id);
  if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
  else input.removeAttribute("aria-describedby");
}

/** A menu closes on Escape and on a click elsewhere. */
function closeMenus(event) {
  document.querySelectorAll("details.user-menu[open]").forEach((menu) => {
    const leaving = event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target);
    if (!leaving) return;
    if (menu.contains(document.activeElement) && event.type === "keydown") menu.querySelector("summary").focus();
    menu.open = false;
  });
}

function begin() {
  document.querySelectorAll("[data-copy]").forEach(offerCopying);
  document.querySelectorAll("[data-print]").forEach(offerPrinting);
  document.querySelectorAll('input[type="email"]').forEach(watchEmail);
  document.querySelectorAll("select[data-autosubmit]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });
  document.querySelectorAll("[data-without-script]").forEach((element) => { element.hidden = true; });
  document.addEventListener("keydown", searchBySlash);
  document.addEventListener("keydown", closeMenus);
  document.addEventListener("click", closeMenus);
  document.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", allowSendingAgain);
  goToFirstError();
}

begin();
