/* Rectangles drawn over a photo, kept as lines of numbers in the form; without it they are typed. */
"use strict";
(() => {
  const board = document.querySelector("[data-board]");
  const field = document.getElementById("boxes");
  if (!board || !field) return;
  const tools = document.querySelector("[data-tools]");
  const told = tools.querySelector("[data-boxes]");
  const SVG = "http://www.w3.org/2000/svg";
  const { width, height } = board.viewBox.baseVal;
  const LEAST = Math.max(4, Math.round(width / 200)); // pixels; less is a slip of the hand
  let from = null, drawn = null;

  const lines = () => field.value.split("\n").filter((line) => line.trim());
  const numbers = (line) => line.match(/-?\d+/g)?.map(Number) ?? [];

  function rectangle([left, top, across, down]) {
    const made = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x: left, y: top, width: across, height: down })) made.setAttribute(name, Math.max(0, value) || 0);
    return board.appendChild(made);
  }

  function show() {
    board.replaceChildren();
    const boxes = lines().map(numbers).filter((box) => box.length === 4);
    boxes.forEach(rectangle);
    told.textContent = boxes.length ? told.dataset.some.replace("{count}", boxes.length) : told.dataset.none;
  }

  function put(kept) {
    field.value = kept.join("\n");
    show();
  }

  function place(event) {
    const box = board.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
    return [
      within(((event.clientX - box.left) / box.width) * width, width),
      within(((event.clientY - box.top) / box.height) * height, height),
    ];
  }

  const between = ([x1, y1], [x2, y2]) => [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x1 - x2), Math.abs(y1 - y2)];

  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || from) return;
    event.preventDefault();
    board.setPointerCapture(event.pointerId);
    from = place(event);
    drawn = rectangle([...from, 0, 0]);
  });
  board.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [left, top, across, down] = between(from, place(event));
    for (const [name, value] of Object.entries({ x: left, y: top, width: across, height: down })) drawn.setAttribute(name, value);
  });
  const end = (event) => {
    if (!from) return;
    const box = between(from, place(event));
    from = null;
    if (event.type === "pointerup" && box[2] >= LEAST && box[3] >= LEAST) put([...lines(), box.join(",")]);
    else show();
  };
  board.addEventListener("pointerup", end);
  board.addEventListener("pointercancel", end);
  field.addEventListener("input", show);
  tools.querySelector("[data-undo]").addEventListener("click", () => put(lines().slice(0, -1)));
  tools.querySelector("[data-clear]").addEventListener("click", () => put([]));

  tools.hidden = false;
  if (!field.value.trim()) document.querySelector("[data-typed]").open = false;
  show();
})();
