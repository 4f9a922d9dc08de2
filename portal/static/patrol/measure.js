// A single measurement by the grid method: sixty breaths, one each ten seconds.
const BREATHS = 60;
const EACH = 10_000;

const panel = document.getElementById("measure");
const [count, smelt, bar, tap, go] = ["breath", "smelt", "breath-bar", "recognised", "measure-go"].map((id) => document.getElementById(id));
let run = null;

function show() {
  count.textContent = run ? Math.min(run.breath + 1, BREATHS) : 0;
  smelt.textContent = run ? run.smelt.size : 0;
  bar.value = run ? run.breath : 0;
  tap.disabled = !run;
  tap.setAttribute("aria-pressed", String(Boolean(run?.smelt.has(run.breath))));
  go.hidden = Boolean(run);
}

function tick() {
  // By the clock and not by counting ticks: a screen that went dark skips them.
  run.breath = Math.floor((performance.now() - run.begun) / EACH);
  if (run.breath >= BREATHS) {
    const { smelt: noticed, done } = run;
    stop();
    done({ breaths: BREATHS, recognised: noticed.size });
  } else {
    show();
  }
}

export function stop() {
  if (run) clearInterval(run.timer);
  run = null;
  panel.hidden = true;
  show();
}

export function measure(where, done) {
  stop();
  panel.querySelector("[data-where]").textContent = where;
  panel.hidden = false;
  panel.scrollIntoView({ block: "start" });
  go.onclick = () => {
    run = { begun: performance.now(), breath: 0, smelt: new Set(), done };
    run.timer = setInterval(tick, 500);
    navigator.wakeLock?.request("screen").catch(() => {});
    show();
  };
}

tap.onclick = () => {
  if (!run.smelt.delete(run.breath)) run.smelt.add(run.breath);
  show();
};
