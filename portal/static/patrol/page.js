// The patrol page: a tap keeps a point on the phone, and it goes to the bureau when there is a network.
import * as kept from "./keep.js";
import { measure, stop } from "./measure.js";
import { homeless, send, Went } from "./send.js";

const at = (id) => document.getElementById(id);
const base = location.pathname.replace(/\/$/, "");
const LONGEST_SIDE = 1600;
const MOST_PHOTOS = 6;
const EVERY = 20_000;
const tabs = "BroadcastChannel" in self ? new BroadcastChannel("patrol") : null;
let plan = { owner: "", routes: [] };
let route = null;
let spot = null;
let sending = false;
let went = Went.DONE;

const day = (time = Date.now()) => new Date(time).toDateString();

function say(text) {
  at("toast").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { at("toast").textContent = ""; }, 2500);
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// What stands on the page.

async function show() {
  const all = [...homeless, ...await kept.points().catch(() => [])];
  const mine = all.filter((point) => point.owner === plan.owner);
  const waits = mine.filter((point) => point.state === "waits").length;
  const others = all.filter((point) => point.state === "waits").length - waits;
  const refused = mine.filter((point) => point.state === "refused");
  const ids = new Set(mine.map((point) => point.id));
  const photos = (await kept.photos().catch(() => [])).filter((photo) => ids.has(photo.point)).length;
  const words = at("state").dataset;
  const parts = [];
  if (waits) parts.push(words.waits.replace("{count}", waits));
  else if (photos) parts.push(words.photos.replace("{count}", photos));
  if (parts.length && went === Went.OFFLINE) parts.push(words.offline);
  if (parts.length && sending) parts.push(words.sending);
  if (!parts.length) parts.push(words.done);
  if (refused.length) parts.push(words.refused.replace("{count}", refused.length));
  if (others) parts.push(words.others.replace("{count}", others));
  at("state").textContent = parts.join("；");
  at("state").parentElement.classList.toggle("waits", Boolean(waits || photos));
  at("send").hidden = !(waits || photos || refused.length);
  at("today").textContent = mine.filter((point) => point.day === day() && point.state !== "refused").length;
  at("refused").replaceChildren(...refused.map((point) => {
    const line = document.createElement("li");
    line.textContent = [point.place_text, point.why].filter(Boolean).join("：");
    return line;
  }));
  const done = new Set(mine.filter((point) => point.day === day() && point.state !== "refused").map((point) => `${point.route} ${point.spot}`));
  for (const line of at("spots").children) {
    const noted = done.has(`${route?.id} ${line.dataset.code}`);
    line.classList.toggle("done", noted);
    line.querySelector("[data-done]").hidden = !noted;
  }
}

function changed() {
  tabs?.postMessage("changed");
  return show();
}

function choose(chosen) {
  route = chosen;
  for (const button of at("routes").children) button.setAttribute("aria-pressed", String(button.dataset.id === String(route?.id)));
  at("spots").replaceChildren(...(route?.spots ?? []).map((each) => {
    const line = at("spot").content.cloneNode(true).firstElementChild;
    line.dataset.code = each.code;
    line.querySelector("[data-name]").textContent = each.name;
    line.querySelector("[data-clear]").onclick = () => clear(each);
    line.querySelector("[data-clear]").hidden = route.grid;
    if (route.grid) line.querySelector("[data-open]").textContent = line.querySelector("[data-open]").dataset.measure;
    line.querySelector("[data-open]").onclick = () => (route.grid ? measured(each) : open(route.kind, each));
    return line;
  }));
  return show();
}

function showPlan() {
  at("routes").replaceChildren(...plan.routes.map((each) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.id = each.id;
    button.textContent = each.name;
    button.onclick = () => choose(each);
    return button;
  }));
  return choose(plan.routes.find((each) => each.id === route?.id) ?? plan.routes[0] ?? null);
}

// Noting a point.

async function note(point, pictures = []) {
  const now = Date.now();
  const whole = { id: newId(), at: now, day: day(now), owner: plan.owner, ...point };
  const photos = pictures.map((picture) => ({ id: newId(), point: whole.id, picture }));
  const full = at("full");
  try {
    await kept.keep(whole, photos);
  } catch {
    try {
      if (!photos.length) throw new Error("the point itself has no room");
      await kept.keep(whole, []);
      full.textContent = full.dataset.photo;
    } catch {
      homeless.push({ ...whole, state: "waits" });
      full.textContent = full.dataset.point;
    }
    full.hidden = false;
  }
  say(at("toast").dataset.kept);
  await changed();
  forward();
}

function clear(each) {
  const nothing = route.kind === "odor" ? { intensity: 0 } : { colour: "clear" };
  return note({ kind: route.kind, route: route.id, spot: each.code, place_text: each.name, found: false, ...nothing });
}

function measured(each) {
  const { id } = route;
  close();
  measure(each.name, ({ breaths, recognised }) => note({
    kind: "odor", route: id, spot: each.code, place_text: each.name, found: recognised > 0,
    intensity: recognised > 0 ? 2 : 0, breaths, recognised,
  }));
}

function close() {
  stop();
  spot = null;
  for (const form of document.querySelectorAll("form.pt-form")) {
    form.hidden = true;
    form.reset();
    form.querySelector("[data-photos]").replaceChildren();
  }
}

function open(kind, each) {
  close();
  spot = each;
  const form = at(kind === "water" ? "water" : "odor");
  form.querySelector("[data-place]").hidden = Boolean(each);
  if (each) form.querySelector("[data-where]").textContent = each.name;
  if (each && kind === "water") form.elements.found.value = "yes";
  form.elements.here.checked = localStorage.getItem("patrol-here") === "1";
  form.elements.consents.checked = localStorage.getItem("patrol-consents") === "1";
  form.hidden = false;
  form.scrollIntoView({ block: "start" });
  form.querySelector("input:not([type=file])").focus({ preventScroll: true });
}

const position = () => new Promise((done) => {
  if (!navigator.geolocation) done(null);
  else navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), () => done(null), { enableHighAccuracy: true, timeout: 8000, maximumAge: 60_000 });
});

// Made small on the phone, and so without what a camera writes into it.
async function small(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => { canvas.toBlob((made) => done(made ?? file), "image/jpeg", 0.82); });
  } catch {
    return file;
  }
}

const several = (form, name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);

function told(form) {
  const one = (name) => form.elements[name]?.value ?? "";
  if (form.id === "odor") {
    if (!one("intensity")) return null;
    const intensity = Number(one("intensity"));
    return { kind: "odor", intensity, found: intensity > 0, qualities: intensity ? several(form, "qualities").slice(0, 8) : [] };
  }
  if (!one("colour")) return null;
  return {
    kind: "water", found: one("found") === "yes", colour: one("colour"), smell: one("smell"), floating: several(form, "floating"),
    ...(one("forel_ule") ? { forel_ule: Number(one("forel_ule")) } : {}),
  };
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector(".pt-main");
  const point = told(form);
  if (!point) {
    say(form.dataset.missing);
    return;
  }
  const where = spot ? { route: route.id, spot: spot.code, place_text: spot.name } : { place_text: form.elements.place_text.value.trim() };
  if (!where.place_text && !form.elements.here.checked) {
    say(at("toast").dataset.place);
    return;
  }
  button.disabled = true;
  try {
    localStorage.setItem("patrol-here", form.elements.here.checked ? "1" : "0");
    localStorage.setItem("patrol-consents", form.elements.consents.checked ? "1" : "0");
    const [here, ...pictures] = await Promise.all([
      form.elements.here.checked ? position() : null,
      ...[...form.elements.photos.files].slice(0, MOST_PHOTOS).map(small),
    ]);
    if (!where.place_text && !here) {
      say(at("toast").dataset.nowhere);
      return;
    }
    const degrees = here ? { longitude: here.longitude, latitude: here.latitude } : {};
    await note({ ...point, ...where, ...degrees, seen: form.elements.seen.value.trim(), consents: form.elements.consents.checked }, pictures);
    close();
  } finally {
    button.disabled = false;
  }
}

// Sending, and learning the plan.

async function forward() {
  if (sending || !plan.owner) return;
  sending = true;
  const [how, why] = await send(base, plan.owner, changed).catch(() => [Went.OFFLINE, ""]);
  sending = false;
  went = how === Went.BUSY ? went : how;
  if (how === Went.OVER) at("over").textContent = why;
  at("over").hidden = went !== Went.OVER;
  if (homeless.length && homeless.every((point) => point.state !== "waits")) at("full").hidden = true;
  await show();
}

async function learn() {
  plan = (await kept.plan(base).catch(() => null)) ?? plan;
  await showPlan();
  try {
    const answer = await fetch(`${base}/plan`, { cache: "no-store" });
    const news = await answer.json();
    if (answer.ok) {
      plan = news;
      await kept.keepPlan(base, plan).catch(() => {});
      await showPlan();
    } else if ([403, 404, 410].includes(answer.status)) {
      went = Went.OVER;
      at("over").textContent = news.detail ?? "";
      at("over").hidden = false;
    }
  } catch {
    went = Went.OFFLINE;
  }
}

async function prepare() {
  navigator.storage?.persist?.();
  if (!("serviceWorker" in navigator)) {
    at("offline-not").hidden = false;
    return;
  }
  try {
    await navigator.serviceWorker.register("/patrol/worker.js", { scope: "/patrol/" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: location.pathname });
    at("offline-ready").hidden = false;
  } catch {
    at("offline-not").hidden = false;
  }
}

for (const form of document.querySelectorAll("form.pt-form")) {
  form.addEventListener("submit", submit);
  form.elements.photos.addEventListener("change", () => {
    const shown = [...form.elements.photos.files].slice(0, MOST_PHOTOS).map((file) => {
      const picture = document.createElement("img");
      picture.alt = file.name;
      picture.src = URL.createObjectURL(file);
      picture.onload = () => URL.revokeObjectURL(picture.src);
      return picture;
    });
    form.querySelector("[data-photos]").replaceChildren(...shown);
  });
}
for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", close);
for (const button of document.querySelectorAll("[data-free]")) button.addEventListener("click", () => open(button.dataset.free, null));
at("send").addEventListener("click", async () => {
  // What was refused may be welcome by now: the test is passed, the words are mended.
  for (const point of await kept.points().catch(() => [])) {
    if (point.state === "refused" && point.owner === plan.owner) await kept.settle(point.id, "waits");
  }
  await forward();
});
tabs?.addEventListener("message", show);
addEventListener("online", forward);
addEventListener("beforeunload", (event) => { if (homeless.some((point) => point.state === "waits")) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) forward(); });
setInterval(forward, EVERY);

prepare();
await learn();
await kept.forgetOld(Date.now()).catch(() => {});
await forward();
await show();
