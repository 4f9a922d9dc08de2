// The desk: keys in lists, filters that fold, live counts, choosing many. Every page works without.
"use strict";

const links = () => [...document.querySelectorAll(".lines a.number")];
const writing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");

function move(by) {
  const all = links();
  if (!all.length) return;
  const now = all.indexOf(document.activeElement);
  const next = all[Math.min(Math.max(now < 0 ? 0 : now + by, 0), all.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x") document.activeElement?.closest(".lines li")?.querySelector("input")?.click();
  else if (event.key === "u") document.querySelector("[data-back]")?.click();
  else return;
  event.preventDefault();
});

// Filters lie open on a wide screen, whether the browser can show closed details or not.
const fold = document.querySelector("[data-fold]");
if (fold && matchMedia("(min-width: 821px)").matches) fold.open = true;

// The current tabs in view, where they are wider than the phone.
for (const tab of document.querySelectorAll(".top nav [aria-current]")) {
  const bar = tab.closest("nav");
  bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
}

// Live counts come with the alarm's question.
document.addEventListener("standing", ({ detail }) => {
  const counts = { ...detail.queue, notices: detail.notices, talks: detail.talks };
  let changed = false;
  for (const [name, count] of Object.entries(counts)) {
    const shown = document.querySelector(`[data-live="${name}"]`);
    if (!shown || shown.textContent === String(count)) continue;
    if (name === "talks" && count > Number(shown.textContent)) {
      document.dispatchEvent(new Event("waiting"));
    }
    shown.textContent = count;
    if (name === "notices") shown.hidden = !count;
    else if (name === "talks") shown.closest("[role=status]").hidden = !count;
    else changed = true;
    const tile = shown.closest("[data-tile]");
    if (tile) tile.className = count ? tile.dataset.tile : "none";
  }
  const note = document.getElementById("changed");
  if (note && changed) note.hidden = false;
});

const bulk = document.getElementById("bulk");
if (bulk) {
  const boxes = [...document.querySelectorAll(".lines input[name=numbers]")];
  const all = bulk.querySelector("[data-all]");
  const told = bulk.querySelector("[data-chosen]");
  const empty = told.textContent;
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    told.textContent = chosen ? told.dataset.chosen.replace("{count}", chosen) : empty;
    all.checked = chosen === boxes.length;
    bulk.querySelector("button").classList.toggle("main", chosen > 0);
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  count();
}
