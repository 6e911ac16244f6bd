// While dialling is stopped, the call buttons of a page that is open already look so; afterwards they work again.

function apply() {
  const reason = document.getElementById("forewarning")?.dataset.stopped ?? "";
  for (const button of document.querySelectorAll('button[form="place"]:not([data-always])')) {
    if (reason && button.getAttribute("aria-disabled") !== "true") {
      button.setAttribute("aria-disabled", "true");
      // Its own tooltip hides the one around it, which says what would be sent.
      const told = button.parentElement?.closest("[title]")?.title;
      button.title = told ? `${reason}\n${told}` : reason;
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
