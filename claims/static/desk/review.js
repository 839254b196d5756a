// The page of a review: what is typed saves itself, the preview, remarks on selected words. Without
// this file there are a button to save, a preview in a tab of its own, and remarks on typed words.
"use strict";

(() => {
  const PAUSE_MS = 1500;
  const RETRY_MS = 5000;
  const PREVIEW_MS = 500;
  const meta = document.querySelector("meta[name=csrf-token]");
  const toast = (words) => window.desk?.toast?.(words, "error");

  class LoggedOut extends Error {}

  const post = async (address, data) => {
    const answer = await fetch(address, {
      method: "POST", body: data, headers: { "X-CSRFToken": meta.content },
    });
    // Who logs in anew gets a new token; this page has the old one.
    if (answer.redirected || answer.status === 403) throw new LoggedOut();
    return answer;
  };
  const renewed = async () => {
    const answer = await fetch(location.href);
    if (answer.redirected || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("meta[name=csrf-token]")?.content;
    if (!token) return false;
    meta.content = token;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return true;
  };

  // Autosave -------------------------------------------------------------------------------------

  const form = document.querySelector("form[data-autosave]");
  const status = document.querySelector("[data-saved]");
  const gate = document.querySelector("[data-gate]");
  let waiting, saving, stopped, again, out;

  const tell = (words, bad = false) => {
    status.textContent = words;
    status.classList.toggle("error-text", bad);
  };
  const later = (pause = PAUSE_MS) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  };
  const save = async () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (stopped) return;
    if (saving) return void (again = true);
    again = false;
    saving = send();
    await saving;
    saving = undefined;
    if (again && !stopped) later();
  };
  const send = async () => {
    try {
      if (out && !(await renewed())) throw new LoggedOut();
      out = false;
      tell("Saving …");
      const answer = await post(form.dataset.autosave, new FormData(form));
      const said = await answer.json();
      if (answer.ok) saved(said);
      else refused(answer.status, said.errors);
    } catch (error) {
      const gone = error instanceof LoggedOut;
      // Nobody is told twice, and a page that was left open asks no more.
      if (gone && !out) toast("Not saved: you are logged out. What you typed is still here. Log in in another tab, then come back.");
      out = gone;
      tell(gone ? "Not saved: you are logged out. Log in in another tab; then it saves itself."
        : "Not saved: no connection. What you typed is still here; it is tried again.", true);
      if (!gone) later(RETRY_MS);
    }
  };
  const saved = (said) => {
    form.elements.edition.value = said.edition;
    for (const [prefix, id] of Object.entries(said.ids)) form.elements[`${prefix}-id`].value = id;
    if (gate) gate.innerHTML = said.gate;
    mark(said.errors);
    const wrong = Object.keys(said.errors).length;
    const rest = wrong ? " except what is marked" : said.unfinished ? "; the new evidence once it is whole" : "";
    tell(`Saved at ${said.at}${rest}.`, Boolean(wrong));
    if (!wrong && !said.unfinished && !again) form.dispatchEvent(new CustomEvent("desk:saved"));
  };
  const refused = (code, errors) => {
    const words = Object.values(errors).flat().join(" ");
    tell(`Not saved: ${words}`, true);
    if (code !== 409) return;
    stopped = true;
    tell(`${words} Press Save to see both texts side by side.`, true);
    toast(status.textContent);
  };
  const mark = (errors) => {
    form.querySelectorAll("[data-autoerror]").forEach((list) => {
      list.closest(".field").classList.remove("errors");
      list.remove();
    });
    for (const [name, all] of Object.entries(errors)) {
      const named = form.elements[name];
      const field = (named?.length && !named.tagName ? named[0] : named)?.closest(".field");
      if (!field) continue;
      const list = document.createElement("ul");
      list.className = "errorlist";
      list.dataset.autoerror = "";
      for (const words of all) list.append(Object.assign(document.createElement("li"), { textContent: words }));
      field.classList.add("errors");
      field.append(list);
      field.closest("details")?.setAttribute("open", "");
    }
  };
  if (form) {
    form.addEventListener("input", () => later());
    form.addEventListener("submit", async (event) => {
      clearTimeout(waiting);
      if (event.submitter?.hasAttribute("data-preview")) return;
      stopped = true;
      if (!saving && !out) return;
      // The edition that is being saved is the one to go on from.
      event.preventDefault();
      const button = event.submitter;
      await saving;
      if (out && !(await renewed().catch(() => false))) {
        stopped = false;
        return toast("Not saved: you are logged out. What you typed is still here. Log in in another tab, then come back.");
      }
      saving = undefined;
      out = false;
      form.requestSubmit(button);
    });
    window.addEventListener("focus", () => { if (out) save(); });
    window.addEventListener("online", () => { if (status.classList.contains("error-text")) later(0); });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && waiting && !saving) save();
    });
  }

  // The empty item that the page came with is the first that is added.
  document.getElementById("add-evidence")?.addEventListener("click", (event) => {
    const empty = document.querySelector("#evidence > details.new:not([open])");
    if (!empty) return;
    event.stopImmediatePropagation();
    empty.open = true;
    empty.querySelector("[name$='-title']").focus();
  }, { capture: true });

  // Preview --------------------------------------------------------------------------------------

  const button = document.querySelector("[data-preview]");
  const source = button?.form;
  const frame = button?.closest("section, form").querySelector("iframe");
  const words = button?.textContent;
  let looking, asked = 0;
  const show = async () => {
    const number = ++asked;
    try {
      const answer = await post(button.getAttribute("formaction") ?? source.action, new FormData(source));
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      if (number === asked) fill(html);
    } catch {
      toast("The preview could not be made. What you typed is still here.");
    }
  };
  const fill = (html) => {
    if (frame.hidden || !frame.contentDocument?.body) {
      frame.srcdoc = html;
      frame.hidden = false;
      button.textContent = "Hide the page";
      button.setAttribute("aria-expanded", "true");
      return button.scrollIntoView({ block: "start" });
    }
    // In place, so that the reader stays where they were.
    const page = new DOMParser().parseFromString(html, "text/html");
    frame.contentDocument.body.replaceWith(frame.contentDocument.adoptNode(page.body));
  };
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    if (frame.hidden) return void show();
    frame.hidden = true;
    button.textContent = words;
    button.setAttribute("aria-expanded", "false");
  });
  source?.addEventListener("input", () => {
    if (frame.hidden) return;
    clearTimeout(looking);
    looking = setTimeout(show, PREVIEW_MS);
  });

  // Remarks on selected words --------------------------------------------------------------------

  const remark = document.querySelector("form[data-remark]");
  // The database counts code points, the browser UTF-16 units.
  const points = (text) => [...text].length;
  const reading = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-field]");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!remark || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const field = reading(range.startContainer);
    const exact = range.toString();
    if (!field || field !== reading(range.endContainer) || !exact.trim()) return;
    const before = document.createRange();
    before.selectNodeContents(field);
    before.setEnd(range.startContainer, range.startOffset);
    remark.elements.field.value = field.dataset.field;
    remark.elements.start.value = points(before.toString());
    remark.elements.exact.value = exact;
    remark.closest("details").open = true;
  });
  remark?.elements.exact.addEventListener("input", () => {
    remark.elements.field.value = remark.elements.start.value = "";
  });
})();
