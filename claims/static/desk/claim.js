// The page of a claim works without this file: it saves a press of a button here and there.
"use strict";

// A choice that is made is sent.
for (const form of document.querySelectorAll("form[data-sends]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// A link into a folded part unfolds it, and goes on to its first field.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const fold = link && document.getElementById(link.dataset.opens);
  if (!fold) return;
  event.preventDefault();
  fold.open = true;
  fold.scrollIntoView({ block: "start" });
  fold.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
});

// The digits choose a reason while the list of reasons is open, and only then.
for (const fold of document.querySelectorAll("details.choose")) {
  fold.addEventListener("toggle", () => {
    for (const button of fold.querySelectorAll("[data-digit]")) {
      if (fold.open) button.dataset.key = button.dataset.digit;
      else delete button.dataset.key;
    }
  });
}
