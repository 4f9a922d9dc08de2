// Shows new lines of a talk as they come, and puts a canned answer into the field.
"use strict";

const EVERY = 3000;
// A page that nobody touches stops asking, so that its session may end as any other.
const PATIENCE = 20 * 60 * 1000;

const lines = document.getElementById("lines");
const paused = document.getElementById("paused");
const field = document.getElementById("text");
let touched = Date.now();

async function look() {
  const idle = Date.now() - touched > PATIENCE;
  paused.hidden = !idle;
  if (!idle) {
    try {
      const answer = await fetch(lines.dataset.ask, { cache: "no-store", redirect: "error" });
      if (answer.ok) {
        const text = await answer.text();
        // Unchanged lines are not written again: a screen reader would read them every time.
        if (text !== look.before) {
          lines.innerHTML = text;
          look.before = text;
        }
      }
    } catch { /* the next look may succeed */ }
  }
  setTimeout(look, EVERY);
}

for (const touch of ["pointerdown", "pointermove", "keydown"]) {
  addEventListener(touch, () => { touched = Date.now(); }, { passive: true });
}

for (const button of document.querySelectorAll("[data-canned]")) {
  button.addEventListener("click", () => {
    field.value = button.textContent;
    field.dispatchEvent(new Event("input"));
    field.focus();
  });
}

// What is begun outlives a reload, another form of the page and the end of a session; in this tab.
function keep() {
  const count = [...field.value].length;
  const most = Number(field.dataset.longest);
  counted.textContent = count ? `${count} / ${most} 字${count > most ? "，太长了，请分几次说" : ""}` : "";
  counted.classList.toggle("over", count > most);
  if (field.value) sessionStorage.setItem(field.dataset.draft, field.value);
  else sessionStorage.removeItem(field.dataset.draft);
}

const counted = document.getElementById("counted");
if (field) {
  if (!field.value) field.value = sessionStorage.getItem(field.dataset.draft) ?? "";
  keep();
  field.addEventListener("input", keep);
  field.form.addEventListener("submit", () => sessionStorage.removeItem(field.dataset.draft));
}

// Enter sends, with Shift it makes a new line; while characters are composed it does neither.
if (field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.value.trim()) return;
    event.preventDefault();
    field.form.requestSubmit(field.form.querySelector("[value=say]"));
  });
}

if (lines && lines.dataset.ask) setTimeout(look, EVERY);
