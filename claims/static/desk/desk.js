// The desk works without this file: it saves a click here and a lost text there.
"use strict";

// Renew how far an article is, and go on to it when it is there.
const progress = document.querySelector("[data-progress]");
if (progress) {
  // Who has just followed a link is not called back from it.
  let left = -Infinity;
  addEventListener("beforeunload", () => { left = performance.now(); });
  const look = async () => {
    try {
      const answer = await fetch(progress.dataset.progress);
      if (answer.ok && !answer.redirected) {
        progress.innerHTML = await answer.text();
        const then = progress.querySelector("[data-then]");
        if (then && performance.now() - left > 5000) return location.assign(then.dataset.then);
      }
    } catch {
      // The network comes back, or the person reloads.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
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
  form.addEventListener("desk:saved", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
