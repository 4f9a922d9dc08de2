// Saves what is being written, and tells what others did meanwhile. What the server could not be
// given stays in this browser until it could: an ended session or a lost line loses no word.
"use strict";

const PAUSE = 800;
const fields = [...document.querySelectorAll("textarea[data-draft]")];
const told = document.getElementById("meanwhile");

function kept(field) {
  try { return localStorage.getItem(field.dataset.key); } catch { return null; }
}

function keep(field, text) {
  try {
    if (text === null) localStorage.removeItem(field.dataset.key);
    else localStorage.setItem(field.dataset.key, text);
  } catch { /* private windows may refuse it: the server's copy remains */ }
}

function show(lines) {
  if (!told || !lines.length) return;
  told.hidden = false;
  told.textContent = `${told.dataset.lead}${lines.join("；")}`;
}

async function save(field) {
  const form = field.form;
  const note = form.querySelector("[data-saved]");
  const text = field.value;
  const body = new URLSearchParams({
    csrf_token: form.elements.csrf_token.value,
    seen: form.elements.seen?.value ?? "",
    text,
  });
  try {
    const answer = await fetch(field.dataset.draft, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { saved, meanwhile } = await answer.json();
    if (field.value === text) keep(field, null);
    note.textContent = saved;
    show(meanwhile);
  } catch {
    keep(field, text);
    note.textContent = note.dataset.away;
  }
}

for (const field of fields) {
  let waiting = 0;
  const left = kept(field);
  if (left !== null && left !== field.value) {
    field.value = left;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    save(field);
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
