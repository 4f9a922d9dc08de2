// Sends what waits. The bureau keeps each point once, by the id made here: whatever is sent again does no harm.
import * as kept from "./keep.js";

const BATCH = 10;
const PATIENCE = 20_000;

export const Went = { DONE: "done", OFFLINE: "offline", OVER: "over", BUSY: "busy" };

class Over extends Error {}

// Points that the phone had no room for: they live in this page alone until they are sent.
export const homeless = [];

async function post(address, body, type) {
  const answer = await fetch(address, {
    method: "POST", body, headers: { "Content-Type": type }, cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const told = await answer.json().catch(() => ({}));
  if ([403, 404, 410].includes(answer.status)) throw new Over(told.detail ?? "");
  return [answer.status, told];
}

async function sendPoints(base, owner, changed) {
  for (;;) {
    const waiting = [...homeless, ...await kept.points()]
      .filter((point) => point.owner === owner && point.state === "waits").slice(0, BATCH);
    if (!waiting.length) return;
    const bare = waiting.map(({ owner: _owner, state: _state, why: _why, day: _day, ...point }) => point);
    const [status, told] = await post(`${base}/points`, JSON.stringify({ sent: Date.now(), points: bare }), "application/json");
    if (status !== 200) throw new TypeError(`not kept: ${status}`);
    const answered = new Map([...told.stored.map((id) => [id, ["sent", ""]]), ...told.refused.map(({ id, why }) => [id, ["refused", why]])]);
    if (!waiting.some((point) => answered.has(point.id))) throw new TypeError("nothing of it was answered");
    for (const point of waiting) {
      const [state, why] = answered.get(point.id) ?? ["waits", ""];
      point.state = state;
      point.why = why;
      if (!homeless.includes(point)) await kept.settle(point.id, state, why);
    }
    changed();
  }
}

async function sendPhotos(base, owner, changed) {
  const sent = new Set((await kept.points()).filter((point) => point.owner === owner && point.state === "sent").map((point) => point.id));
  for (const photo of await kept.photos()) {
    if (!sent.has(photo.point)) continue;
    const [status] = await post(`${base}/points/${photo.point}/photos/${photo.id}`, photo.picture, photo.picture.type || "image/jpeg");
    if (status === 200 || status === 413 || status === 422) await kept.dropPhoto(photo.id);
    else throw new TypeError(`not kept: ${status}`);
    changed();
  }
}

// Sends all that waits of this owner; returns how it went, and what the bureau said where the link is over.
export async function send(base, owner, changed) {
  const work = async (lock) => {
    if (lock === null) return [Went.BUSY, ""]; // another tab is at it
    try {
      await sendPoints(base, owner, changed);
      await sendPhotos(base, owner, changed);
      return [Went.DONE, ""];
    } catch (problem) {
      return problem instanceof Over ? [Went.OVER, problem.message] : [Went.OFFLINE, ""];
    }
  };
  return navigator.locks ? navigator.locks.request("patrol-sending", { ifAvailable: true }, work) : work(true);
}
