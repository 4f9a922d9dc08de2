// Draws the tables of the page as charts, and lets a finger on the map choose a station.
'use strict';

const { library } = document.currentScript.dataset;
let loading = null;

// ECharts comes when a chart is about to be seen: who reads only the verdict never fetches it.
function whenLoaded(act) {
  if (!loading) {
    loading = document.createElement('script');
    loading.src = library;
    document.head.append(loading);
  }
  if (window.echarts) act();
  else loading.addEventListener('load', act);
}

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function readings(table) {
  return [...table.tBodies[0].rows].reverse().map(row => {
    const value = parseFloat(row.cells[1].textContent);
    return {
      time: row.querySelector('time').textContent,
      value: Number.isNaN(value) ? null : value,
      colour: row.dataset.colour,
      level: row.cells[2] ? row.cells[2].textContent : '',
    };
  });
}

function options(element, rows) {
  const { chart: kind, unit, limit, limitName } = element.dataset;
  const day = n => parseInt(rows[n].time, 10);
  const ink = style('--ink'), muted = style('--muted'), line = style('--line');
  const series = [{
    type: kind,
    name: '',
    data: rows.map(row => ({
      value: row.value,
      itemStyle: { color: row.colour || style('--chart'), borderColor: style('--rim'), borderWidth: row.colour && rows.length <= 48 ? .5 : 0 },
    })),
    lineStyle: { color: style('--chart'), width: 2.5 },
    symbolSize: 5,
    barCategoryGap: rows.length > 48 ? '0%' : '15%',
  }];
  if (limit) {
    series.push({
      type: 'line', name: limitName, symbol: 'none', silent: true, animation: false,
      lineStyle: { type: 'dashed', color: muted, width: 1.5 },
      data: rows.map(() => parseFloat(limit)),
    });
  }
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 8, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // the page allows no style in markup
      confine: true,
      backgroundColor: style('--paper'), borderColor: line, textStyle: { color: ink },
      formatter: found => {
        const row = rows[found[0].dataIndex];
        return row.value === null ? `${row.time}\n缺数` : `${row.time}\n${row.value} ${unit || row.level}`;
      },
    },
    xAxis: {
      type: 'category', data: rows.map(row => row.time),
      axisLabel: {
        color: muted, hideOverlap: true,
        // Of more than two days each day is named once, at its first reading.
        interval: rows.length > 48 || kind === 'line' ? n => n > 0 && day(n) !== day(n - 1) : 'auto',
        formatter: (time, n) => n > 0 && day(n) === day(n - 1) ? time.slice(time.indexOf('日') + 1) : day(n) + '日',
      },
      axisLine: { lineStyle: { color: muted } }, axisTick: { show: false },
    },
    yAxis: {
      type: 'value', name: unit, scale: kind === 'line', nameTextStyle: { color: muted, align: 'left' },
      axisLabel: { color: muted }, splitLine: { lineStyle: { color: line } },
    },
    series,
  };
}

function draw(element) {
  const rows = readings(document.getElementById(element.dataset.table));
  const chart = echarts.init(element, null, { renderer: 'canvas' });
  const paint = () => chart.setOption(options(element, rows), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
}

function nearest(map, x, y) {
  let found = null, least = 28; // pixels: about half a fingertip
  for (const mark of map.querySelectorAll('[data-to]')) {
    const box = mark.getBoundingClientRect();
    const away = Math.hypot(x - box.left - box.width / 2, y - box.top - box.height / 2);
    if (away < least) [found, least] = [mark, away];
  }
  return found;
}

for (const map of document.querySelectorAll('[data-map]')) {
  map.addEventListener('click', event => {
    const mark = nearest(map, event.clientX, event.clientY);
    if (mark) location.assign(mark.dataset.to);
  });
}

const soon = new IntersectionObserver(entries => {
  for (const entry of entries.filter(each => each.isIntersecting)) {
    soon.unobserve(entry.target);
    whenLoaded(() => draw(entry.target));
  }
}, { rootMargin: '600px' });
for (const element of document.querySelectorAll('[data-chart]')) soon.observe(element);
