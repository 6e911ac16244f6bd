// The clocks of live calls count on between two answers of the server, from the seconds that it has sent.

const seen = new WeakMap();

function written(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function tick() {
  for (const clock of document.querySelectorAll("time[data-seconds]")) {
    if (!seen.has(clock)) seen.set(clock, performance.now() - Number(clock.dataset.seconds) * 1000);
    const text = written(Math.floor((performance.now() - seen.get(clock)) / 1000));
    if (clock.textContent !== text) clock.textContent = text;
  }
}

tick();
document.addEventListener("htmx:afterSettle", tick);
setInterval(tick, 250);
