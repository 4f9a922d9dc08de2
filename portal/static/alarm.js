// Rings for urgent cases and odor alarms until somebody takes them. Without this script the banners
// still stand on every page that is opened.
"use strict";

const EVERY = 20000;
const PATIENCE = 10000;
const FAILURES = 3; // so many in a row are no accident any more

const banner = document.getElementById("alarm");
const smell = document.getElementById("alarm-odor");
const deaf = document.getElementById("alarm-deaf");
const title = document.title;
let failures = 0;
let audio = null;

// Browsers sound only after the page was touched; what was touched before carries over.
function wake() {
  if (!window.AudioContext) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
}

function ring() {
  wake();
  if (!audio || audio.state !== "running") return;
  for (const beat of [0, .3, .6]) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    const begins = audio.currentTime + beat;
    tone.frequency.value = 880;
    loudness.gain.setValueAtTime(.25, begins);
    loudness.gain.exponentialRampToValueAtTime(.001, begins + .25);
    tone.connect(loudness).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + .25);
  }
}

// Every open page rings; the notice they share, for it has one tag.
function notify(text, address) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const notice = new Notification(text, { tag: "alarm", renotify: true, requireInteraction: true });
    notice.onclick = () => { window.focus(); location.href = address; };
  } catch { /* phones have the name but refuse it to a page: banner, title and tone remain */ }
}

async function ask() {
  if (!("Notification" in window) || Notification.permission !== "default") return;
  await Notification.requestPermission();
}

// Brings a banner up to date; returns its words and address while it rings, null otherwise.
function update(place, count, newest) {
  const before = place.hidden ? "" : place.querySelector("[data-newest]").textContent;
  place.hidden = !count;
  if (!count) return null;
  const address = `${place.dataset.cases}/${newest}`;
  // Unchanged words are not written again: a screen reader would read them every time.
  const counted = place.querySelector("[data-count]");
  if (counted.textContent !== String(count)) counted.textContent = count;
  if (before !== newest) {
    place.querySelector("[data-newest]").textContent = newest;
    place.querySelector("a").href = address;
    place.querySelector("form").action = `${address}/take`;
  }
  return { text: place.querySelector("p").firstElementChild.textContent, newest, address };
}

function show(standing) {
  const ringing = [
    update(banner, standing.count, standing.newest),
    update(smell, standing.odor.count, standing.odor.newest),
  ].filter(Boolean);
  document.title = title;
  if (!ringing.length) return;
  const [{ text, newest, address }] = ringing;
  document.title = `【${text}】${title}`;
  ring();
  ask();
  notify(`${text}：${newest}`, address);
}

// Without the session: asking must not keep a desk signed in that nobody sits at.
async function look() {
  try {
    const answer = await fetch(banner.dataset.ask, {
      headers: { "X-Watch": banner.dataset.watch },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const standing = await answer.json();
    failures = 0;
    show(standing);
    document.dispatchEvent(new CustomEvent("standing", { detail: standing }));
  } catch {
    failures += 1;
  }
  deaf.hidden = failures < FAILURES;
  setTimeout(look, EVERY);
}

// Somebody new waits at the desk: once, and softer than danger, which rings on.
document.addEventListener("waiting", ring);

for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, wake, { once: true });

const allow = document.getElementById("alarm-allow");
if (allow && "Notification" in window && Notification.permission === "default") {
  allow.hidden = false;
  allow.addEventListener("click", async () => {
    await ask();
    allow.hidden = Notification.permission !== "default";
  });
}

look();
