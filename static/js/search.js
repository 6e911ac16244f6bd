// The search by keyboard: a way to the box, arrows through what it found, Enter for what is certain.

const SLASH = "slash-searches";
const box = () => document.getElementById("search");
const results = () => document.getElementById("results");
const rows = () => [...(results()?.querySelectorAll(".person") ?? [])].filter((row) => row.querySelector(".call-button"));
const isFolded = (button) => Boolean(button.closest("details:not([open])"));
const buttons = (row) => [...row.querySelectorAll(".call-button")].filter((button) => !isFolded(button));
const isFresh = () => results()?.dataset.query === box().value.trim();

let awaited = null; // what was in the box when Enter was pressed before the answer to it had come

function goToSearch() {
  if (!box()) return document.getElementById("to-the-directory").click();
  box().focus();
  box().select();
}

function moveTo(row, column) {
  const found = buttons(row);
  const button = found[Math.min(column, found.length - 1)];
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: "nearest" });
}

// Who has no number has a page all the same.
function goToFirst() {
  if (rows().length) moveTo(rows()[0], 0);
  else results().querySelector(".person-name")?.focus();
}

function callTypedNumber() {
  const button = document.querySelector("#typed-number .call-button");
  if (button) button.click();
  return Boolean(button);
}

function enter() {
  const typed = box().value.trim();
  if (!isFresh()) {
    awaited = typed;
    return;
  }
  const found = rows();
  if (!typed || callTypedNumber()) return;
  if (found.length === 1) buttons(found[0])[0].click();
  else goToFirst();
}

function inBox(event) {
  if (event.key === "ArrowDown" && results()?.querySelector(".person")) goToFirst();
  else if (event.key === "Enter" && results()) enter();
  else if (event.key === "Escape" && box().value) empty();
  else if (event.key === "Escape") box().blur();
  else return;
  event.preventDefault();
}

function empty() {
  box().value = "";
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

function inResults(event) {
  const all = rows();
  const row = event.target.closest(".person");
  const here = all.indexOf(row);
  const column = buttons(row).indexOf(event.target.closest(".call-button"));
  const steps = {
    ArrowDown: () => here + 1 < all.length && moveTo(all[here + 1], column),
    ArrowUp: () => (here > 0 ? moveTo(all[here - 1], column) : box().focus()),
    ArrowRight: () => moveTo(row, column + 1),
    ArrowLeft: () => moveTo(row, Math.max(0, column - 1)),
    Escape: goToSearch,
  };
  if (!steps[event.key]) return;
  event.preventDefault();
  steps[event.key]();
}

function anywhere(event) {
  const isTyping = event.target.closest("input, select, textarea");
  const isSlash = event.key === "/" && !isTyping && document.getElementById(SLASH).checked;
  const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!isCtrlK && !(isSlash && !event.ctrlKey && !event.metaKey && !event.altKey)) return;
  event.preventDefault();
  goToSearch();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.target === box()) inBox(event);
  else if (event.target.closest?.("#results .call-button")) inResults(event);
  if (!event.defaultPrevented) anywhere(event);
});

document.addEventListener("input", (event) => {
  if (event.target === box()) awaited = null;
});

// An answer to what is no longer in the box never replaces what is.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "results") return;
  const asked = event.detail.requestConfig.parameters.q ?? "";
  if (asked.trim() !== box().value.trim()) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSettle", () => {
  if (awaited === null || !isFresh() || box().value.trim() !== awaited) return;
  awaited = null;
  if (!callTypedNumber()) goToFirst(); // nobody is called whom nobody has seen
});

const slash = document.getElementById(SLASH);
slash.checked = localStorage.getItem(SLASH) !== "no";
slash.addEventListener("change", () => localStorage.setItem(SLASH, slash.checked ? "yes" : "no"));
