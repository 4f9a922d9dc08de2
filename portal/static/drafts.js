// Saves what is being written, and tells what others did meanwhile. What the server could not be
// given stays in this browser until it could: an ended session or a lost line loses no word.
"use strict";

const PAUSE = 800;
const fields = [...document.querySelectorAll("textarea[data-draft]")];
const told = document.getElementById("meanwhile");

const seenBy = (field) => field.form.elements.seen?.value ?? "";

// How much of the case was seen when the words were written goes with them: after the step that
// took them, the server knows by it that they are done.
function kept(field) {
  try { return JSON.parse(localStorage.getItem(field.dataset.key)); } catch { return null; }
}

function keep(field, text) {
  try {
    if (text === null) localStorage.removeItem(field.dataset.key);
    else localStorage.setItem(field.dataset.key, JSON.stringify({ text, seen: seenBy(field) }));
  } catch { /* private windows may refuse it: the server's copy remains */ }
}

function restore(field, text) {
  field.value = text;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function show(lines) {
  if (!told || !lines.length) return;
  told.hidden = false;
  told.textContent = `${told.dataset.lead}${lines.join("；")}`;
}

// Saves a text; returns whether it still waits to be sent.
async function save(field, text = field.value, seen = seenBy(field)) {
  const form = field.form;
  const note = form.querySelector("[data-saved]");
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, seen, text });
  try {
    const answer = await fetch(field.dataset.draft, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { done, saved, meanwhile } = await answer.json();
    if (done || field.value === text) keep(field, null);
    note.textContent = saved;
    show(meanwhile);
    return !done;
  } catch {
    note.textContent = note.dataset.away;
    return true;
  }
}

for (const field of fields) {
  let waiting = 0;
  const left = kept(field);
  if (left !== null && left.text !== field.value) {
    save(field, left.text, left.seen).then((waits) => {
      if (waits && field.value === field.defaultValue) restore(field, left.text);
    });
  }
  field.addEventListener("input", () => {
    keep(field, field.value);
    clearTimeout(waiting);
    waiting = setTimeout(() => save(field), PAUSE);
  });
  field.form.addEventListener("submit", () => clearTimeout(waiting));
}

for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.insert);
    const text = button.parentElement.querySelector("[data-text]").textContent;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest("details").open = false;
    field.focus();
  });
}
