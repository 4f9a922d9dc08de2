// Lets the patrol page open without a network: what was seen last is shown, what is new is fetched first.
const SHELF = "patrol-1";
const SHELL = "/patrol/shell";
const FILES = ["page.js", "keep.js", "send.js", "left.js", "measure.js", "patrol.css"].map((name) => `/portal/static/patrol/${name}`);
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll([...FILES, "/portal/static/leaf.svg"])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("patrol-") && name !== SHELF).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

async function fresh(request, name) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await shelf.put(name, answer.clone()).catch(() => {}); // a full phone keeps what it has
    return answer;
  } catch (problem) {
    const known = await shelf.match(name);
    if (known) return known;
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fresh(request, SHELL));
  else if (pathname.startsWith("/portal/static/")) event.respondWith(fresh(request, pathname));
});

// The page asks once it stands: it was there before this worker was.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(fetch(event.data.keep).then(async (answer) => answer.ok && (await caches.open(SHELF)).put(SHELL, answer)).catch(() => {}));
});
