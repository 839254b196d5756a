// The desk works without this file: it saves a click here and a lost text there.
"use strict";

// Look again while the engine reads.
const reading = document.querySelector("[data-reload]");
if (reading) {
  setTimeout(() => location.reload(), 1000 * Number(reading.dataset.reload));
}

// Room for another piece of evidence.
const evidence = document.querySelector("[data-evidence]");
if (evidence) {
  const button = evidence.querySelector("#add-evidence");
  const template = evidence.querySelector("template");
  const total = evidence.querySelector(`[name="${evidence.dataset.evidence}-TOTAL_FORMS"]`);
  button.hidden = false;
  button.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const added = holder.content.firstElementChild;
    template.before(added);
    total.value = Number(total.value) + 1;
    added.querySelector("input:not([type=hidden]), select, textarea").focus();
  });
}

// Ask before a text that is not saved is left.
const form = document.querySelector("form[data-unsaved]");
if (form) {
  let changed = Boolean(form.querySelector(".errornote"));
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
