// Refreshes phones and events every second, touching only what has changed, so that the focus stays where it is.

const EVERY = 1000;
const title = document.title.replace(/^Ringing: /, "");
const said = document.getElementById("said");
let silent = false;

function say(sentence, { shown = false } = {}) {
  said.classList.toggle("shown", shown);
  if (said.textContent !== sentence) said.textContent = sentence;
}

// A new look: the buttons are others now. Whoever stood on one stands on the first of the new ones.
function redraw(card, fresh) {
  const hadFocus = card.contains(document.activeElement);
  card.replaceChildren(...fresh.childNodes);
  card.dataset.look = fresh.dataset.look;
  card.dataset.doing = fresh.dataset.doing;
  if (hadFocus) card.querySelector("button")?.focus({ preventScroll: true });
}

function announce(card) {
  const name = card.querySelector("h3").textContent.trim();
  say(`Phone ${name}: ${card.querySelector(".state").textContent}`);
}

function updatePhones(fresh) {
  for (const next of [...fresh.children]) {
    const card = document.getElementById(next.id);
    if (!card) {
      document.getElementById("phones").append(next);
    } else if (card.dataset.look !== next.dataset.look) {
      redraw(card, next);
      announce(card);
    } else {
      const elapsed = card.querySelector(".elapsed");
      const time = next.querySelector(".elapsed")?.textContent;
      if (elapsed && elapsed.textContent !== time) elapsed.textContent = time;
    }
  }
  const rings = document.querySelector('[data-doing="ringing"]');
  document.title = rings ? `Ringing: ${title}` : title;
}

function updateEvents(fresh) {
  const events = document.getElementById("events");
  if (events.innerHTML !== fresh.innerHTML) events.replaceChildren(...fresh.childNodes);
}

async function refresh() {
  try {
    const answer = await fetch("/now", { signal: AbortSignal.timeout(5000) });
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (silent) say("");
    silent = false;
    updatePhones(now.getElementById("phones"));
    updateEvents(now.getElementById("events"));
  } catch {
    silent = true;
    say("The simulator does not answer. Start it again; this page then goes on by itself.", { shown: true });
  }
}

async function keepRefreshing() {
  await refresh();
  setTimeout(keepRefreshing, EVERY);
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await fetch(event.target.action, { method: "POST", headers: { Accept: "application/json" } });
  } finally {
    await refresh();
  }
});

setTimeout(keepRefreshing, EVERY);
