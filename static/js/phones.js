// What my phones do, and those of the colleagues on the page, stays current while somebody looks at it.

const FIRST = 2500;
const OFTEN = 10000;
const AFTER_NEWS = 1500;

const holder = document.querySelector("[data-phones]");
let seen = "";
let soon = 0;

function show({ value, label, state }) {
  const option = [...document.querySelectorAll("#my-phone option")].find((one) => one.value === value);
  const alone = [...document.querySelectorAll("[data-phone]")].find((one) => one.dataset.phone === value);
  const words = option ?? alone?.querySelector(".phone-label");
  if (words && words.textContent !== label) words.textContent = label;
  for (const marked of [option, alone]) if (marked) marked.dataset.state = state;
}

const colleagues = () => [...document.querySelectorAll(".does[data-mark]")];

function showColleague({ mark, state, words }) {
  for (const shown of colleagues().filter((one) => one.dataset.mark === mark)) {
    shown.dataset.state = state;
    if (shown.textContent !== words) shown.textContent = words;
  }
}

async function look() {
  if (document.hidden) return;
  const of = new Set(colleagues().map((one) => one.dataset.mark));
  const asked = new URLSearchParams([["seen", seen], ...[...of].map((mark) => ["of", mark])]);
  try {
    const answer = await fetch(`${holder.dataset.phones}?${asked}`);
    if (answer.status !== 200) return;
    const told = await answer.json();
    seen = told.seen;
    told.phones.forEach(show);
    told.colleagues.forEach(showColleague);
  } catch {
    // The live line says when the connection is lost; what the phones do is then simply not news.
  }
}

function lookSoon(milliseconds) {
  clearTimeout(soon);
  soon = setTimeout(look, milliseconds);
}

if (holder?.querySelector("#my-phone, [data-phone]")) {
  lookSoon(FIRST);
  setInterval(look, OFTEN);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target.id === "live" && lookSoon(AFTER_NEWS));
}
