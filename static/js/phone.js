// The phone that somebody has chosen stays chosen on every page of this browser; a queue that shall call, and how a call
// begins, are chosen for one.

const REMEMBERED = "my-phone";

// The server says of each number what the PBX of the chosen phone would be sent; by this cookie it knows which that is.
const cookie = () => document.cookie.split("; ").find((one) => one.startsWith(`${REMEMBERED}=`)) ?? "";
const pbxOf = (phone) => (phone.includes("@") ? phone.slice(phone.lastIndexOf("@") + 1) : "");
const shownFor = () => decodeURIComponent(cookie().slice(REMEMBERED.length + 1));

function tellTheServer(phone) {
  const safe = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${REMEMBERED}=${encodeURIComponent(phone)}; path=/; max-age=31536000; SameSite=Lax${safe}`;
}

function sayAnew(select) {
  const live = document.querySelector("#live");
  const results = document.querySelector("#results");
  const told = document.querySelector("[data-sent]");
  if (told?.dataset.sent === "link") {
    const address = new URL(location.href);
    address.searchParams.set("extension", select.value);
    location.replace(address);
  } else if (told) location.reload();
  else if (results) window.htmx.trigger("#search", "search");
  if (live && !told) window.htmx.ajax("GET", live.dataset.look.split("?")[0], { target: live, swap: "outerHTML" });
}

function choose(select) {
  const first = pbxOf(select.options[0].value); // also that of an own number
  const asked = [...select.options].find((option) => option.defaultSelected); // on the page of a link the address says
  const before = pbxOf(asked?.value ?? shownFor()) || first;
  tellTheServer(select.value);
  if (shownFor() === select.value && before !== (pbxOf(select.value) || first)) sayAnew(select);
}

function restore() {
  const select = document.querySelector("select#my-phone[data-remember]");
  const phone = localStorage.getItem(REMEMBERED);
  if (!select || ![...select.options].some((option) => option.value === phone)) return;
  select.value = phone;
  if (shownFor() !== phone) choose(select);
}

document.addEventListener("change", (event) => {
  const select = event.target;
  if (!select.matches("select#my-phone") || "passing" in select.selectedOptions[0].dataset) return;
  localStorage.setItem(REMEMBERED, select.value);
  choose(select);
});

restore();
window.addEventListener("pageshow", restore);

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
