// A small map of the 72 towns; a tap anywhere sends that point, named after the nearest town.
const WIDTH = 320, HEIGHT = 190, EDGE = 14;

export function drawMap(svg, towns, send) {
  const east = towns.map((t) => t.longitude), north = towns.map((t) => t.latitude);
  const box = { west: Math.min(...east), east: Math.max(...east), south: Math.min(...north), north: Math.max(...north) };
  const x = (longitude) => EDGE + ((longitude - box.west) / (box.east - box.west)) * (WIDTH - 2 * EDGE);
  const y = (latitude) => HEIGHT - EDGE - ((latitude - box.south) / (box.north - box.south)) * (HEIGHT - 2 * EDGE);
  const counties = new Map();
  for (const town of towns) {
    svg.append(node("circle", { cx: x(town.longitude), cy: y(town.latitude), r: 2.6 }));
    const sum = counties.get(town.county) ?? { x: 0, y: 0, n: 0 };
    counties.set(town.county, { x: sum.x + x(town.longitude), y: sum.y + y(town.latitude), n: sum.n + 1 });
  }
  const taken = [];
  for (const [name, sum] of counties) {
    const at = { x: sum.x / sum.n, y: sum.y / sum.n };
    // The two districts of the city lie within each other: their names go apart.
    while (taken.some((other) => Math.abs(other.x - at.x) < 36 && Math.abs(other.y - at.y) < 12)) at.y += 12;
    taken.push(at);
    const label = node("text", { ...at, "text-anchor": "middle" });
    label.textContent = name;
    svg.append(label);
  }
  svg.addEventListener("click", (event) => {
    const frame = svg.getBoundingClientRect();
    const px = ((event.clientX - frame.left) / frame.width) * WIDTH;
    const py = ((event.clientY - frame.top) / frame.height) * HEIGHT;
    const longitude = box.west + ((px - EDGE) / (WIDTH - 2 * EDGE)) * (box.east - box.west);
    const latitude = box.south + ((HEIGHT - EDGE - py) / (HEIGHT - 2 * EDGE)) * (box.north - box.south);
    const near = towns.reduce((a, b) => (distance(a, longitude, latitude) <= distance(b, longitude, latitude) ? a : b));
    send(`${near.name}附近`, +longitude.toFixed(5), +latitude.toFixed(5));
  });
}

const distance = (town, longitude, latitude) => Math.hypot((town.longitude - longitude) * 0.86, town.latitude - latitude);

function node(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
