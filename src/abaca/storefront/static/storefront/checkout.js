// Keeps the summary true while seats, currency, or what the tax depends on change. Without it the button "Update the summary" does the same.

const form = document.getElementById("checkout");
const button = form.querySelector("[data-update] button");
const summary = document.getElementById("summary");
const NEVER_SENT = ["number", "cvc"];
let asked = 0;
let answered = 0;
let agreed = "";

async function refresh() {
  const mine = (asked += 1);
  summary.setAttribute("aria-busy", "true"); // what stands there is about to change
  const typed = new FormData(form);
  NEVER_SENT.forEach((name) => typed.delete(name));
  typed.set("update", "1");
  const answer = await fetch(location.href, { method: "POST", body: typed });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return;
  page.querySelectorAll("[data-fresh]").forEach(take);
  answered = mine;
  summary.removeAttribute("aria-busy");
  if (agreed && agreed === shown()) form.requestSubmit();
  agreed = "";
}

function shown() {
  return `${form.elements.shown_total.value} ${form.elements.shown_day.value}`;
}

/** Put a part of the fresh page in its place; a field only when something is wrong with it, or was. */
function take(fresh) {
  const old = document.querySelector(`[data-fresh="${fresh.dataset.fresh}"]`);
  const isWrong = (part) => part.querySelector(".wrong") !== null;
  if (!old || (["seats", "coupon", "vat"].includes(fresh.dataset.fresh) && !isWrong(fresh) && !isWrong(old))) return;
  const lines = fresh.querySelectorAll("details");
  old.querySelectorAll("details").forEach((line, n) => { if (lines[n]) lines[n].open = line.open; });
  old.replaceChildren(...fresh.childNodes);
}

function giveTheButtonBack() {
  answered = asked;
  summary.removeAttribute("aria-busy");
  agreed = "";
  button.type = "submit";
  button.parentElement.hidden = false;
}

// A button of another type: the return key in a field means the last button of the form, not this one.
button.type = "button";
button.parentElement.hidden = true;
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-sum]")) refresh().catch(giveTheButtonBack);
});
// Nobody pays a sum that he has not seen: while the summary is asked for, the form waits, and goes only if nothing changed.
form.addEventListener("submit", (event) => {
  if (answered === asked) return;
  event.preventDefault();
  agreed = shown();
});
