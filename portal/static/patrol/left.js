// A page whose link is over still tells what waits on this phone.
import { points } from "./keep.js";

const waiting = (await points().catch(() => [])).filter((point) => point.state === "waits");
if (waiting.length) {
  document.getElementById("left-count").textContent = waiting.length;
  document.getElementById("left").hidden = false;
}
