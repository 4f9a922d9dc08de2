// Pointing at a place on the map of the city: fills the coordinates, and names the nearest town.
"use strict";

const pick = document.querySelector("[data-pick]");
const map = pick.querySelector("svg");
const chosen = map.querySelector("[data-chosen]");
const near = pick.querySelector("[data-near]");
const field = document.getElementById("point");
const place = document.getElementById("place");
const MARGIN = 12; // as portal/drawing/maps.py draws it
const whole = map.viewBox.baseVal.width;
const { west, north, across, down } = map.dataset;

pick.querySelector("[data-tools]").hidden = false;

function mark(x, y) {
  const town = [...map.querySelectorAll("[data-town]")].sort(
    (a, b) => Math.hypot(a.dataset.x - x, a.dataset.y - y) - Math.hypot(b.dataset.x - x, b.dataset.y - y),
  )[0];
  chosen.setAttribute("cx", x);
  chosen.setAttribute("cy", y);
  near.textContent = near.dataset.told + town.dataset.name;
  return town;
}

map.addEventListener("click", (event) => {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  const longitude = Number(west) + (at.x - MARGIN) / Number(across);
  const latitude = Number(north) - (at.y - MARGIN) / Number(down);
  field.value = `${longitude.toFixed(5)}, ${latitude.toFixed(5)}`;
  place.value = mark(at.x, at.y).dataset.town;
});

function zoom(by) {
  const box = map.viewBox.baseVal;
  const wide = Math.min(Math.max(box.width / by, whole / 32), whole);
  const high = box.height * wide / box.width;
  const own = map.querySelector(".spot:not([data-chosen])");
  const centre = chosen.cx.baseVal.value > 0 ? chosen : own;
  const x = centre ? centre.cx.baseVal.value : box.x + box.width / 2;
  const y = centre ? centre.cy.baseVal.value : box.y + box.height / 2;
  map.setAttribute("viewBox", wide === whole ? `0 0 ${whole} ${high}` : `${x - wide / 2} ${y - high / 2} ${wide} ${high}`);
  const scale = wide / whole;
  for (const text of map.querySelectorAll("text")) text.setAttribute("font-size", 9 * scale);
  for (const spot of map.querySelectorAll(".spot")) spot.setAttribute("r", 5 * scale);
  for (const dot of map.querySelectorAll(".town circle")) dot.setAttribute("r", 2.4 * scale);
  for (const town of map.querySelectorAll("[data-town] text")) {
    town.setAttribute("x", Number(town.parentElement.dataset.x) + 4 * scale);
    town.setAttribute("y", Number(town.parentElement.dataset.y) - 4 * scale);
  }
}

if (map.querySelector(".spot:not([data-chosen])")) zoom(4);

for (const button of pick.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
}
