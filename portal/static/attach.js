/* Says at once that a file is too large, and that one is on its way; without it the server says so. */
"use strict";
(() => {
  const form = document.querySelector("form.attach-add");
  if (!form) return;
  const input = form.elements.file;
  const told = form.querySelector("[data-said]");
  input.addEventListener("change", () => {
    const large = input.files[0] && input.files[0].size > Number(form.dataset.largest);
    input.setCustomValidity(large ? form.dataset.tooLarge : "");
    told.textContent = large ? form.dataset.tooLarge : "";
  });
  form.addEventListener("submit", () => {
    told.textContent = form.dataset.busy;
    form.querySelector("button").disabled = true;
  });
  // Come back to by the browser's own button, it is ready once more.
  addEventListener("pageshow", () => {
    told.textContent = "";
    form.querySelector("button").disabled = false;
  });
})();
