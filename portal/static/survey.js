// Sends answers without leaving the page, and keeps one that could not be sent until it can.
// Without this script the page works as plain forms.
"use strict";

const UNSENT = "survey-unsent";
const LONGEST_WAIT = 30000;
const PATIENCE = 15000;
let wait = 1000;
let timer = 0;
let sending = false;

const line = document.getElementById("line");

function keep(body) {
  try {
    if (body === null) localStorage.removeItem(UNSENT);
    else localStorage.setItem(UNSENT, body);
  } catch { /* private windows may refuse: then the answer lives as long as the page */ }
  unsent = body;
}

function kept() {
  try { return localStorage.getItem(UNSENT); } catch { return null; }
}

let unsent = kept();

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.getElementById("main");
  if (!main) { location.reload(); return; }
  document.title = page.title;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  const heading = document.querySelector("main h1");
  if (heading) heading.focus();
  scrollTo(0, 0);
}

async function send() {
  if (unsent === null || sending) return;
  clearTimeout(timer);
  sending = true;
  const body = unsent;
  try {
    const answer = await fetch("/survey", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      credentials: "same-origin",
      signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
    });
    if (answer.status >= 500) throw new Error(String(answer.status));
    const html = await answer.text();
    if (unsent === body) keep(null);
    wait = 1000;
    line.textContent = "";
    show(html);
  } catch {
    line.textContent = "网络断了，这一题已经记在手机里，连上就自动交。";
    timer = setTimeout(send, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  } finally {
    sending = false;
    if (unsent !== null && unsent !== body) send();
  }
}

document.addEventListener("submit", (event) => {
  if (new URL(event.target.action).pathname !== "/survey") return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(event.target));
  const button = event.submitter;
  if (button && button.name) fields.append(button.name, button.value);
  for (const other of document.querySelectorAll("button.chosen")) other.classList.remove("chosen");
  if (button) button.classList.add("chosen");
  keep(fields.toString());
  send();
});

addEventListener("online", send);
send();
