/* The slider of the map: fetches the circles of one day and draws them; without it the map stands. */
"use strict";
(() => {
  const map = document.querySelector(".cases-map");
  const slider = document.querySelector(".slider");
  if (!map || !slider) return;
  const group = map.querySelector("[data-clusters]");
  const day = slider.querySelector("input");
  const play = slider.querySelector("[data-play]");
  const bars = [...document.querySelectorAll(".days-bar rect")];
  const said = { days: document.querySelector("[data-days]"), total: document.querySelector("[data-total]") };
  const scale = Number(map.dataset.scale);
  const kept = new Map();
  // A tap on a town shows it alone, as the form does.
  map.addEventListener("click", (event) => {
    const area = event.target.dataset && event.target.dataset.area;
    if (!area) return;
    const form = document.querySelector("form.filters");
    form.elements.area.value = area;
    form.submit();
  });
  const SVG = "http://www.w3.org/2000/svg";
  let timer = 0, asked = 0;
  slider.hidden = false;

  const element = (name, values, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  const draw = (frame, days) => {
    group.replaceChildren(...frame.clusters.flatMap((each) => {
      const circle = element("circle", {
        class: each.exact ? "exact" : "about", cx: each.x, cy: each.y, r: each.radius });
      circle.append(element("title", {}, `${each.count} 件`));
      if (each.radius <= 9 * scale) return [circle];
      return [circle, element("text", {
        x: each.x, y: each.y, dy: ".35em", "font-size": 11 * scale }, String(each.count))];
    }));
    said.days.textContent = days;
    said.total.textContent = frame.total;
  };

  const show = async () => {
    const place = Number(day.value), mine = ++asked;
    const one = place ? bars[place - 1].dataset.day : "";
    const since = one || map.dataset.since, until = one || map.dataset.until;
    const days = one || `${since} 至 ${until}`;
    day.setAttribute("aria-valuetext", one || "全部日期");
    bars.forEach((bar, at) => bar.classList.toggle("now", at === place - 1));
    const query = new URLSearchParams({
      since, until, area: map.dataset.area, category: map.dataset.category });
    const address = `${map.dataset.frames}?${query}`;
    if (!kept.has(address)) {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      kept.set(address, await answer.json());
    }
    if (mine === asked) draw(kept.get(address), days);
  };

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
    play.textContent = "▶ 逐日播放";
  };
  day.addEventListener("input", () => { stop(); show(); });
  slider.querySelector("[data-whole]").addEventListener("click", () => {
    stop();
    day.value = 0;
    show();
  });
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    if (Number(day.value) >= bars.length) day.value = 0;
    play.setAttribute("aria-pressed", "true");
    play.textContent = "⏸ 暂停";
    timer = setInterval(() => {
      if (Number(day.value) >= bars.length) { stop(); return; }
      day.value = Number(day.value) + 1;
      show();
    }, 700);
  });
})();
