// The form that calls carries a key, and one key is one call: a click that comes twice rings nobody twice.

const form = () => document.getElementById("place");
let wishSent = null;

function renew() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID exists on https only
  form().elements.key.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  wishSent = null;
}

// Another number, or another phone, is another call.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target !== form()) return;
  const { parameters } = event.detail;
  const wish = `${parameters.to} ${parameters.extension}`;
  if (wishSent !== null && wish !== wishSent) {
    renew();
    parameters.key = form().elements.key.value;
  }
  wishSent = wish;
});

// Once a call has ended, the same click is a new wish.
document.addEventListener("call-ended", renew);

// A page that the browser brings back still has the key of the call that was placed from it.
window.addEventListener("pageshow", renew);
