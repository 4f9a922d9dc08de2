// What a volunteer noted, on the phone itself: points and photos wait here until the bureau has them.
const NAME = "patrol";
const KEPT_DAYS = 2; // after it was sent, a point is kept so long to be counted and ticked off
const DAY = 86_400_000;

let opened = null;

function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("points", { keyPath: "id" });
      asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("point", "point");
      asked.result.createObjectStore("plan");
    };
    asked.onsuccess = () => {
      // Another tab with a newer page must not wait for this one.
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  opened.catch(() => { opened = null; });
  return opened;
}

async function within(stores, mode, act) {
  const base = await database();
  return new Promise((done, failed) => {
    const run = base.transaction(stores, mode);
    let answer;
    run.oncomplete = () => done(answer instanceof IDBRequest ? answer.result : answer);
    run.onabort = () => failed(run.error ?? new DOMException("aborted", "AbortError"));
    run.onerror = () => failed(run.error);
    try {
      answer = act(...stores.map((name) => run.objectStore(name)));
    } catch (problem) {
      run.abort();
      failed(problem);
    }
  });
}

// Keeps a point with its photos, both or neither; fails where the phone is full.
export function keep(point, photos) {
  return within(["points", "photos"], "readwrite", (points, pictures) => {
    points.add({ ...point, state: "waits" });
    for (const photo of photos) pictures.add(photo);
  });
}

export const points = () => within(["points"], "readonly", (store) => store.getAll());

export const photos = () => within(["photos"], "readonly", (store) => store.getAll());

export function settle(id, state, why = "") {
  return within(["points"], "readwrite", (store) => {
    const asked = store.get(id);
    asked.onsuccess = () => {
      if (asked.result) store.put({ ...asked.result, state, why });
    };
  });
}

export const dropPhoto = (id) => within(["photos"], "readwrite", (store) => { store.delete(id); });

export const plan = (owner) => within(["plan"], "readonly", (store) => store.get(owner));

export const keepPlan = (name, told) => within(["plan"], "readwrite", (store) => { store.put(told, name); });

export async function forgetOld(now) {
  const [noted, pictures] = [await points(), await photos()];
  const owed = new Set(pictures.map((photo) => photo.point));
  const old = noted.filter((point) => point.state === "sent" && !owed.has(point.id) && now - point.at > KEPT_DAYS * DAY);
  await within(["points"], "readwrite", (store) => { for (const point of old) store.delete(point.id); });
}
