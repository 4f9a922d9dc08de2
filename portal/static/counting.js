// Counts what an officer writes to a citizen while they write: characters, bytes, and how it goes.
"use strict";

const encoder = new TextEncoder();

function tell(field) {
  const told = document.getElementById(field.dataset.counted);
  const text = field.value.trim();
  const characters = [...text].length;
  const along = field.form.querySelector("[name=attach]:checked") ? Number(field.dataset.enclosed) : 0;
  const bytes = encoder.encode(text).length + Number(field.dataset.frame) + along;
  const limit = Number(field.dataset.limit);
  const parts = Math.ceil(bytes / (limit - Number(field.dataset.mark)));
  const ways = field.dataset;
  let way = ways.one;
  if (bytes > limit) way = parts > Number(ways.most) ? ways.link : ways.parts.replace("{parts}", parts);
  told.textContent = ways.count.replace("{characters}", characters).replace("{bytes}", bytes) + way;
  told.classList.toggle("long", bytes > limit);
  told.classList.toggle("over", characters > field.maxLength);
}

for (const field of document.querySelectorAll("textarea[data-counted]")) {
  field.addEventListener("input", () => tell(field));
  field.form.addEventListener("change", () => tell(field));
  tell(field);
}
