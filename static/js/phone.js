// The phone that somebody has chosen stays chosen on every page of this browser.

const REMEMBERED = "my-phone";

function restore() {
  const select = document.querySelector("select#my-phone[data-remember]");
  const phone = localStorage.getItem(REMEMBERED);
  if (select && [...select.options].some((option) => option.value === phone)) select.value = phone;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("select#my-phone")) localStorage.setItem(REMEMBERED, event.target.value);
});

restore();
window.addEventListener("pageshow", restore);
document.addEventListener("htmx:historyRestore", restore);
