// Messages as they look: everything is built as nodes, never as markup, whatever the text holds.
const LINK = /<a\s+href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g;

function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}
function row(content, person) {
  const face = element("span", "face", person ? person.name.slice(-1) : "嘉");
  if (person) face.style.setProperty("--face", person.colour);
  face.setAttribute("aria-hidden", "true");
  return element("div", person ? "row mine" : "row", face, content);
}

export function bubble(entry, person, tap) {
  const box = element("div", entry.failed ? "bubble failed" : "bubble");
  if (entry.article) box.append(card(entry.article));
  else box.append(...pieces(entry.text, tap));
  return row(box, person);
}

// A tappable option becomes a link that writes its words and names its menu id; a page opens apart.
function pieces(text, tap) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    nodes.push(text.slice(end, found.index), link(found[1], found[2], tap));
    end = found.index + found[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}
function link(href, label, tap) {
  const node = element("a", "", label);
  if (href.startsWith("weixin://bizmsgmenu?")) {
    const query = new URLSearchParams(href.split("?")[1]);
    node.className = "option";
    node.href = "#";
    node.addEventListener("click", (event) => {
      event.preventDefault();
      tap(query.get("msgmenucontent"), query.get("msgmenuid"));
    });
  } else if (/^https?:\/\//.test(href)) {
    Object.assign(node, { href, target: "_blank", rel: "noopener" });
  }
  return node;
}
function card(article) {
  const node = element("a", "card");
  if (/^https?:\/\//.test(article.url ?? "")) Object.assign(node, { href: article.url, target: "_blank", rel: "noopener" });
  if (/^https?:\/\//.test(article.picture ?? "")) node.append(Object.assign(new Image(), { src: article.picture, alt: "" }));
  node.append(element("strong", "", article.title ?? ""), element("div", "", article.about ?? ""));
  return node;
}

export function picture(entry, person) {
  const image = Object.assign(new Image(), { src: entry.src, alt: person ? "发出的照片" : "收到的图片", loading: "lazy" });
  return row(element("div", "bubble picture", image), person);
}

export function place(entry, person) {
  const box = element("div", "bubble place", element("strong", "", entry.label));
  box.insertAdjacentHTML("beforeend", '<svg viewBox="0 0 176 72" aria-hidden="true"><path d="M0 50Q60 30 176 46M40 0Q60 40 50 72M120 0Q110 40 130 72" stroke="#b9cdb8" stroke-width="5" fill="none"/><circle cx="88" cy="34" r="7" fill="#d6453d"/></svg>');
  return row(box, person);
}

export function note(entry) { return element("div", "note", entry.text); }

export function dots() {
  const box = element("div", "bubble dots", element("span"), element("span"), element("span"));
  box.setAttribute("aria-label", "正在答复");
  return row(box, null);
}

let lastShown = 0;
export function timeline(talk, at) {
  const when = new Date(at);
  if (!talk.childElementCount) lastShown = 0;
  if (when - lastShown > 5 * 60 * 1000) {
    talk.append(element("div", "time", when.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })));
  }
  lastShown = +when;
}
