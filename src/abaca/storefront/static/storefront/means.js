// Tells a slip in card number or expiry when the field is left; the server looks again by its own rules.

const CHECKS = { number: isCardNumber, expiry: isExpiry };

function isCardNumber(text) {
  const digits = text.replace(/[\s-]/g, "");
  if (!/^\d{12,19}$/.test(digits)) return false;
  const worth = Array.from(digits).reverse().map((digit, place) => Number(digit) * (1 + (place % 2)));
  return worth.reduce((sum, each) => sum + (each > 9 ? each - 9 : each), 0) % 10 === 0;
}

function isExpiry(text) {
  const found = text.match(/^\s*(\d{1,2})\s*[/.\s-]?\s*(?:20)?\d{2}\s*$/);
  return found !== null && Number(found[1]) >= 1 && Number(found[1]) <= 12;
}

function watch(input) {
  const field = input.closest(".field");
  const note = document.createElement("p");
  note.className = "error";
  note.setAttribute("role", "status");
  input.insertAdjacentElement("beforebegin", note);
  const judge = () => {
    const fine = input.value.trim() === "" || CHECKS[input.name](input.value);
    note.textContent = fine ? "" : input.dataset.slip;
    if (field.querySelector(".error:not([role])")) return;
    field.classList.toggle("wrong", !fine);
    input.setAttribute("aria-invalid", String(!fine));
  };
  input.addEventListener("change", judge);
  input.addEventListener("input", () => { if (note.textContent) judge(); });
}

document.querySelectorAll("input[data-slip]").forEach(watch);
