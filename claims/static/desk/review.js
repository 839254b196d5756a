// The page of a review: texts that save themselves, the preview, remarks on selected words. Without
// this file there are a button to save, a preview in a tab of its own, and remarks on the whole.
"use strict";

(() => {
  const PAUSE_MS = 1500;
  const PREVIEW_MS = 600;
  const token = () => document.querySelector("meta[name=csrf-token]").content;

  // Autosave -------------------------------------------------------------------------------------

  const form = document.querySelector("form[data-autosave]");
  const status = document.querySelector("[data-saved]");
  const gate = document.querySelector("[data-gate]");
  const evidence = (element) => Boolean(element.closest("#evidence"));
  let waiting, saving, stopped, again;

  const tell = (words, kind = "") => {
    status.textContent = words;
    status.className = `help ${kind}`;
  };
  const texts = () => {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (name.startsWith("evidence-")) data.delete(name);
    return data;
  };
  const save = async () => {
    if (stopped) return;
    if (saving) return void (again = true);
    saving = true;
    tell("Saving …");
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: texts(), headers: { "X-CSRFToken": token() },
      });
      if (answer.redirected || !answer.headers.get("content-type")?.includes("json")) {
        tell("Not saved: you are logged out. Log in in another tab, then press Save.", "error-text");
      } else {
        const said = await answer.json();
        if (answer.ok) saved(said);
        else refused(answer.status, said.errors);
      }
    } catch {
      tell("Not saved: no connection. It is tried again.", "error-text");
      again = true;
    }
    saving = false;
    if (again) later();
    again = false;
  };
  const saved = (said) => {
    form.elements.edition.value = said.edition;
    tell(`Saved at ${said.at}.`);
    if (gate) gate.innerHTML = said.gate;
    if (!again) form.dispatchEvent(new CustomEvent("desk:saved"));
  };
  const refused = (code, errors) => {
    const words = Object.entries(errors).map(([field, all]) =>
      (field && form.elements[field]?.labels?.[0] ? `${form.elements[field].labels[0].textContent}: ` : "") + all.join(" "));
    tell(`Not saved: ${words.join(" ")}`, "error-text");
    if (code !== 409) return;
    stopped = true;
    tell(`${words.join(" ")} Press Save to see both texts side by side.`, "error-text");
    window.desk?.toast?.(status.textContent, "error");
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  };
  if (form) {
    form.addEventListener("input", (event) => {
      if (!evidence(event.target)) later();
    });
    form.addEventListener("submit", () => { stopped = true; clearTimeout(waiting); });
  }

  // Preview --------------------------------------------------------------------------------------

  const button = document.querySelector("[data-preview]");
  const frame = button?.closest("#preview").querySelector("iframe");
  let looking;
  const show = async () => {
    const source = form ?? button.form;
    const address = button.getAttribute("formaction") ?? source.action;
    try {
      const answer = await fetch(address, {
        method: "POST", body: form ? texts() : new FormData(source), headers: { "X-CSRFToken": token() },
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const top = frame.contentWindow?.scrollY ?? 0;
      frame.srcdoc = await answer.text();
      frame.hidden = false;
      frame.addEventListener("load", () => frame.contentWindow?.scrollTo?.(0, top), { once: true });
    } catch {
      window.desk?.toast?.("The preview could not be made. What you typed is still here.", "error");
    }
  };
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    if (!frame.hidden) {
      frame.hidden = true;
      button.textContent = "Show the page";
    } else {
      show();
      button.textContent = "Hide the page";
      button.scrollIntoView({ block: "start" });
    }
  });
  form?.addEventListener("input", () => {
    if (!frame || frame.hidden) return;
    clearTimeout(looking);
    looking = setTimeout(show, PREVIEW_MS);
  });

  // Remarks on selected words --------------------------------------------------------------------

  const remark = document.querySelector("form[data-remark]");
  const quote = remark?.querySelector("[data-quote]");
  // The database counts code points, the browser UTF-16 units.
  const points = (text) => [...text].length;
  document.addEventListener("selectionchange", () => {
    if (!remark || remark.contains(document.activeElement)) return;
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const reading = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-field]");
    const field = reading(range.startContainer);
    if (!field || field !== reading(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(field);
    before.setEnd(range.startContainer, range.startOffset);
    const exact = range.toString();
    if (!exact.trim()) return;
    remark.elements.field.value = field.dataset.field;
    remark.elements.start.value = points(before.toString());
    remark.elements.exact.value = exact;
    quote.textContent = exact;
    quote.hidden = false;
    remark.closest("details").open = true;
  });
})();
