// The form that calls carries a key: the same number clicked twice under one key is one call, and rings nobody twice.

function renew() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID exists on https only
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  document.getElementById("place").elements.key.value = key;
}

// Once a call has ended, the same click is a new wish.
document.addEventListener("call-ended", renew);

// A page that the browser brings back still has the key of the call that was placed from it.
window.addEventListener("pageshow", renew);

// Which button was pressed, from the browser's own event: htmx learns of a button only a moment after it was shown.
document.addEventListener("htmx:configRequest", (event) => {
  const { triggeringEvent, parameters } = event.detail;
  const button = triggeringEvent?.submitter;
  if (button?.name) parameters[button.name] = button.value;
});
