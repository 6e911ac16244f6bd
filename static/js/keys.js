// Each form that calls carries a key, and one key is one call. Once a call has ended, a click is a new wish: new keys.

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID exists on https only
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function renew() {
  for (const field of document.querySelectorAll('input[name="key"]')) field.value = newKey();
}

document.addEventListener("call-ended", renew);

// A page that the browser brings back still has the keys of the calls that were placed from it.
window.addEventListener("pageshow", renew);
