// While dialling is stopped, the call buttons of a page that is open already look so; afterwards they work again.

function apply() {
  const reason = document.getElementById("forewarning")?.dataset.stopped ?? "";
  for (const button of document.querySelectorAll('button[form="place"]:not([data-always])')) {
    if (reason && button.getAttribute("aria-disabled") !== "true") {
      button.setAttribute("aria-disabled", "true");
      button.title = reason;
      button.dataset.stoppedHere = "";
    } else if (!reason && "stoppedHere" in button.dataset) {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("title");
      delete button.dataset.stoppedHere;
    }
  }
}

apply();
document.addEventListener("htmx:afterSettle", apply);
document.addEventListener("htmx:oobAfterSwap", apply);
