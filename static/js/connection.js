// What a page says when the server does not answer as it should, and what it does with an answer that is no part.

const sentence = (name) => document.body.querySelector(`template[data-sentence="${name}"]`)?.content.textContent.trim() ?? "";

function sayRefusal(name) {
  const shown = document.querySelector('template[data-sentence="refusal"]').content.cloneNode(true);
  shown.querySelector("p").textContent = sentence(name);
  document.getElementById("refusal").replaceChildren(shown);
}

// What failed may be about a contact, and no call.
const about = ({ detail: { elt } }) => (elt.closest("[data-failing]") ? `${elt.closest("[data-failing]").dataset.failing}-` : "");

function sayConnection(name) {
  const line = document.getElementById("connection");
  const text = name ? sentence(name) : "";
  if (line.textContent !== text) line.textContent = text;
}

const asksOnly = (event) => event.detail.requestConfig?.verb === "get";

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => (asksOnly(event) ? sayConnection("lost") : sayRefusal(`${about(event)}unanswered`)));
}

document.addEventListener("htmx:responseError", (event) => {
  if (asksOnly(event)) sayConnection("lost");
  else sayRefusal(`${about(event)}${event.detail.xhr.status < 500 ? "outdated" : "unanswered"}`);
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status !== 422) return;
  sayConnection("");
  if (about(event) && !asksOnly(event)) document.getElementById("refusal").replaceChildren();
});

// A session that has run out answers with the sign-in page, or asks for the page to be loaded again. So it is, but not
// while somebody is writing on it, who would lose that.
function mayLeave() {
  const written = document.querySelector("[data-written]");
  if (written && !document.querySelector("#refusal p")) sayRefusal(`${written.dataset.written}-outdated`);
  return !written;
}

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Refresh") && !mayLeave()) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
  event.detail.shouldSwap = false;
  if (mayLeave()) window.location.reload();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) document.querySelector(button.dataset.dismiss).replaceChildren();
});

// Whoever comes back to a page finds it as things stand now: a call may have been placed or have ended elsewhere.
document.addEventListener("visibilitychange", () => {
  const live = document.getElementById("live");
  if (document.hidden || live.hasAttribute("hx-trigger")) return;
  window.htmx.ajax("GET", live.dataset.look, { source: live, target: live, swap: "outerHTML" });
});

// What a screen reader says comes with the line itself: a late answer, whose line another one has replaced, says nothing.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "live") return;
  const text = document.getElementById("live").dataset.said ?? "";
  const said = document.getElementById("said");
  if (said.textContent !== text) said.textContent = text;
});

// A button that had the keyboard may be gone with the call that it belonged to: the keyboard stays with the calls.
let wasInside = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "live") wasInside = event.detail.target.contains(document.activeElement);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!wasInside || event.detail.target.id !== "live") return;
  wasInside = false;
  if (document.activeElement === document.body) document.getElementById("live").focus({ preventScroll: true });
});

// The dock covers the foot of a narrow page by as much as it has to say: whatever gets the keyboard stays above it.
const dock = document.querySelector(".dock");
new ResizeObserver(() => document.documentElement.style.setProperty("--dock", `${dock.offsetHeight}px`)).observe(dock);
