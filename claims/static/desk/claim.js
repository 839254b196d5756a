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

// The digits choose from a list while it is open, and only then.
for (const fold of document.querySelectorAll("details.choose")) {
  const listen = (open) => {
    for (const choice of fold.querySelectorAll("[data-digit]")) {
      if (open) choice.dataset.key = choice.dataset.digit;
      else delete choice.dataset.key;
    }
  };
  // At once, for fast fingers: the toggle is told later.
  fold.querySelector("summary").addEventListener("click", () => listen(!fold.open));
  fold.addEventListener("toggle", () => listen(fold.open));
}
