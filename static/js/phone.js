// The phone that somebody has chosen stays chosen on every page of this browser; a queue that shall call, and how a call
// begins, are chosen for one.

const REMEMBERED = "my-phone";

function restore() {
  const select = document.querySelector("select#my-phone[data-remember]");
  const phone = localStorage.getItem(REMEMBERED);
  if (select && [...select.options].some((option) => option.value === phone)) select.value = phone;
}

document.addEventListener("change", (event) => {
  const select = event.target;
  if (!select.matches("select#my-phone") || "passing" in select.selectedOptions[0].dataset) return;
  localStorage.setItem(REMEMBERED, select.value);
});

restore();
window.addEventListener("pageshow", restore);
document.addEventListener("htmx:historyRestore", restore);

const asUsual = () => document.querySelector('[name="autoanswer"][value=""]');

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "place" && event.detail.successful && asUsual()) asUsual().checked = true;
});

// The sheet with that choice closes as people expect it to.
const sheet = document.querySelector(".next-call");

document.addEventListener("click", (event) => {
  if (sheet?.open && !sheet.contains(event.target)) sheet.open = false;
});
sheet?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  sheet.open = false;
  sheet.querySelector("summary").focus();
});
