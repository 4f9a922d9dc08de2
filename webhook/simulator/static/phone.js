// The phone: what people say goes to the simulator's routes, which seal it and post it to the door.
import { bubble, dots, note, place, picture, timeline } from "./bubbles.js";
import { drawMap } from "./map.js";

const stage = JSON.parse(document.getElementById("stage").textContent);
const $ = (id) => document.getElementById(id);
const talk = $("talk");
const people = [...stage.people, ...load("people", [])];
let person = people.find((p) => p.id === load("who", "")) ?? people[0];
let polling = 0;

function load(name, otherwise) {
  try { return JSON.parse(localStorage.getItem(`phone.${name}`)) ?? otherwise; } catch { return otherwise; }
}
function save(name, value) {
  try { localStorage.setItem(`phone.${name}`, JSON.stringify(value)); } catch { /* a full or closed store only costs the history */ }
}
const history = () => load(`talk.${person.id}`, []);
function remember(entry) { save(`talk.${person.id}`, [...history(), entry].slice(-200)); }

// Showing -----------------------------------------------------------------------------------
function show(entry) {
  timeline(talk, entry.at);
  const node = { text: bubble, place, picture, note }[entry.kind](entry, entry.mine ? person : null, tap);
  talk.append(node);
  talk.scrollTop = talk.scrollHeight;
  return node;
}
function add(entry) {
  const full = { at: new Date().toISOString(), ...entry };
  remember(full);
  return show(full);
}
function redraw() {
  talk.replaceChildren();
  const past = history();
  past.forEach(show);
  if (!past.length) welcome();
  $("who").value = person.id;
  for (const button of document.querySelectorAll("#people button")) {
    button.setAttribute("aria-pressed", String(button.dataset.id === person.id));
  }
}
function welcome() {
  talk.append(note({ text: `${person.name}的手机 · ${person.about}` }));
  const chips = document.createElement("div");
  chips.className = "chips";
  chips.append(...stage.first_sentences.map((words) => chip(words, () => say(words))));
  talk.append(chips);
}
function chip(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

// Talking -----------------------------------------------------------------------------------
async function act(wish) {
  const speaker = person;
  talk.querySelector(".chips")?.remove();
  const waiting = dots();
  talk.append(waiting);
  talk.scrollTop = talk.scrollHeight;
  $("state").textContent = "对方正在输入…";
  try {
    const response = await fetch("/simulator/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ who: speaker.id, ...wish }),
    });
    if (!response.ok) throw new Error(String(response.status));
    const answer = await response.json();
    waiting.remove();
    if (speaker !== person) return;
    shownAnswer(answer);
  } catch {
    waiting.remove();
    add({ kind: "note", text: "没连上，请看看服务是不是还在运行" });
  } finally {
    $("state").textContent = "公众号";
  }
}
function shownAnswer(answer) {
  if (answer.text) add({ kind: "text", text: answer.text, failed: answer.failed, at: answer.at });
  if (answer.image) add({ kind: "picture", src: `/simulator/media/${answer.image}`, at: answer.at });
  if (answer.article) add({ kind: "text", article: articleOf(answer.article), at: answer.at });
  $("behind").hidden = false;
  $("behind-none").hidden = true;
  $("b-sent").textContent = answer.envelope.sent;
  $("b-sealed").textContent = answer.envelope.sealed;
  $("b-back").textContent = answer.envelope.back;
  $("state").title = `${answer.ms} 毫秒`;
  setTimeout(late, 600);
}
const articleOf = (a) => ({
  title: a.Title ?? a.title, about: a.Description ?? a.description,
  picture: a.PicUrl ?? a.picurl, url: a.Url ?? a.url,
});
function say(words, more = {}) {
  add({ kind: "text", mine: true, text: words });
  return act({ kind: "text", text: words, ...more });
}
function tap(words, menuId) { return say(words, { menu_id: menuId }); }

// One look at a time: two at once would show what came late twice.
let looking = null;
function late() {
  looking ??= look().finally(() => { looking = null; });
  return looking;
}
async function look() {
  const speaker = person;
  const seen = load(`late.${speaker.id}`, null);
  const response = await fetch(`/simulator/late?who=${speaker.id}&after=${seen ?? 0}`);
  if (!response.ok || speaker !== person) return;
  const arrived = await response.json();
  if (arrived.length || seen === null) save(`late.${speaker.id}`, arrived.at(-1)?.id ?? 0);
  if (seen === null && !history().length) return; // another browser's past: this one begins now
  for (const { at, message } of arrived) {
    if (message.msgtype === "text") add({ kind: "text", text: message.text.content, at });
    if (message.msgtype === "image") add({ kind: "picture", src: `/simulator/media/${message.image.media_id}`, at });
    if (message.msgtype === "news") add({ kind: "text", article: articleOf(message.news.articles[0]), at });
  }
}
function poll() {
  clearTimeout(polling);
  const again = () => { polling = setTimeout(poll, document.hidden ? 8000 : 1500); };
  late().then(again, again);
}

// Controls ----------------------------------------------------------------------------------
function switchTo(next) { person = next; save("who", next.id); redraw(); poll(); }
function listPeople() {
  $("who").replaceChildren(...people.map((p) => new Option(p.name, p.id)));
  $("people").replaceChildren(...people.map((p) => {
    const item = document.createElement("li");
    const button = chip("", () => switchTo(p));
    const face = document.createElement("span");
    face.className = "face";
    face.style.setProperty("--face", p.colour);
    face.textContent = p.name.slice(-1);
    face.setAttribute("aria-hidden", "true");
    button.append(face, p.name);
    button.dataset.id = p.id;
    item.append(button);
    return item;
  }));
}
function fillTowns(select) {
  const counties = new Map();
  for (const town of stage.towns) {
    if (!counties.has(town.county)) {
      const group = document.createElement("optgroup");
      group.label = town.county;
      counties.set(town.county, group);
      select.append(group);
    }
    counties.get(town.county).append(new Option(town.name, town.code));
  }
  if (person.town) select.value = person.town;
}
function sendPlace(label, longitude, latitude) {
  $("place-sheet").close();
  add({ kind: "place", mine: true, label });
  act({ kind: "location", label, longitude, latitude });
}
async function sendPhoto(file) {
  $("photo-sheet").close();
  const form = new FormData();
  if (file) form.append("photo", file);
  const response = await fetch("/simulator/photo", { method: "POST", body: form });
  if (!response.ok) { add({ kind: "note", text: `照片没发出去：${await response.text()}` }); return; }
  const { media_id: id } = await response.json();
  add({ kind: "picture", mine: true, src: `/simulator/media/${id}` });
  await act({ kind: "photo", media_id: id });
}
function buildMenu() {
  for (const entry of stage.menu) {
    const box = document.createElement("div");
    box.className = "entry";
    const list = document.createElement("ul");
    list.hidden = true;
    const opener = chip(entry.name, () => {
      const open = list.hidden;
      closeMenus();
      list.hidden = !open;
      opener.setAttribute("aria-expanded", String(open));
    });
    opener.setAttribute("aria-expanded", "false");
    for (const item of entry.below) {
      const line = document.createElement("li");
      line.append(chip(item.name, () => {
        closeMenus();
        if (item.page) { window.open(item.page, "_blank", "noopener"); return; }
        add({ kind: "note", text: `点了菜单“${item.name}”` });
        act({ kind: "click", key: item.key });
      }));
      list.append(line);
    }
    box.append(opener, list);
    $("menu").append(box);
  }
}
function closeMenus() {
  for (const list of document.querySelectorAll(".menu ul")) list.hidden = true;
  for (const opener of document.querySelectorAll(".entry > button")) opener.setAttribute("aria-expanded", "false");
}
function showMenu(open) { $("menu").hidden = !open; $("writing").hidden = open; $("tray").hidden = true; }

$("writing").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = $("words").value.trim();
  if (!words) return;
  $("words").value = "";
  say(words);
});
$("who").addEventListener("change", () => switchTo(people.find((p) => p.id === $("who").value)));
$("plus").addEventListener("click", () => {
  $("tray").hidden = !$("tray").hidden;
  $("plus").setAttribute("aria-expanded", String(!$("tray").hidden));
});
$("to-menu").addEventListener("click", () => showMenu(true));
$("to-words").addEventListener("click", () => { showMenu(false); $("words").focus(); });
$("more").addEventListener("click", () => $("more-sheet").showModal());
for (const button of document.querySelectorAll("[data-open]")) {
  button.addEventListener("click", () => { $("tray").hidden = true; $(button.dataset.open).showModal(); });
}
$("demo-photo").addEventListener("click", () => sendPhoto(null));
$("photo").addEventListener("change", () => { const [file] = $("photo").files; if (file) sendPhoto(file); $("photo").value = ""; });
$("send-town").addEventListener("click", () => {
  const town = stage.towns.find((t) => t.code === $("place-town").value);
  sendPlace(`${town.county}${town.name}`, town.longitude, town.latitude);
});
$("scan").addEventListener("click", () => {
  const town = stage.towns.find((t) => t.code === $("scan-town").value);
  $("scan-sheet").close();
  add({ kind: "note", text: `扫了${town.name}的二维码` });
  act({ kind: load(`follows.${person.id}`, false) ? "scan" : "follow", town: town.code });
  save(`follows.${person.id}`, true);
});
$("follow").addEventListener("click", () => {
  $("more-sheet").close(); save(`follows.${person.id}`, true);
  add({ kind: "note", text: "关注了公众号" }); act({ kind: "follow" });
});
$("leave").addEventListener("click", () => {
  $("more-sheet").close(); save(`follows.${person.id}`, false);
  add({ kind: "note", text: "取消了关注，身份信息随之删除" }); act({ kind: "leave" });
});
$("clear").addEventListener("click", () => { $("more-sheet").close(); save(`talk.${person.id}`, []); redraw(); });
$("someone").addEventListener("click", () => {
  $("more-sheet").close();
  const number = Math.random().toString(36).slice(2, 8);
  const fresh = { id: `oDemo_${number}`, name: `路人${number.slice(0, 2)}`, about: "第一次来", town: "", colour: "#6b7280" };
  people.push(fresh);
  save("people", people.filter((p) => !stage.people.some((s) => s.id === p.id)));
  listPeople(); switchTo(fresh);
});
for (const sheet of document.querySelectorAll("dialog")) {
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
}

$("suggestions").append(...stage.first_sentences.map((words) => {
  const item = document.createElement("li");
  item.append(chip(words, () => say(words)));
  return item;
}));
$("points").append(...stage.points.map((p) => chip(p.name, () => sendPlace(p.name, p.longitude, p.latitude))));
fillTowns($("place-town"));
fillTowns($("scan-town"));
drawMap($("map"), stage.towns, sendPlace);
buildMenu();
listPeople();
redraw();
poll();
