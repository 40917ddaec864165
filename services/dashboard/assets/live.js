// Says whether the page follows the events, and asks every 15 seconds when it does not.
const REST_MS = 15_000;
const stream = document.querySelector("[data-live-stream]");
const sign = document.querySelector("[data-live]");
const event = stream?.dataset.liveStream;
let connected = false;

function tell(state, words) {
  connected = state === "on";
  if (!sign || sign.dataset.live === state) return;
  sign.dataset.live = state;
  sign.textContent = words;
}

if (stream) {
  document.addEventListener("htmx:sse:after:connection", () => tell("on", "In diretta"));
  document.addEventListener("htmx:sse:error", () => tell("off", "Aggiornata ogni 15 secondi"));
  document.addEventListener("htmx:sse:close", () => tell("off", "Aggiornata ogni 15 secondi"));
  setInterval(() => {
    if (!connected && !document.hidden) stream.dispatchEvent(new CustomEvent(event));
  }, REST_MS);
}
