// What happened, told at the foot of the window; and what went wrong with a request of htmx.
// Without this file messages stand at the top of the page.
"use strict";

window.desk = window.desk || {};

(() => {
  const SECONDS = 10;
  const timers = new WeakMap();
  const region = () => document.getElementById("toasts");

  const leave = (toast) => {
    const after = toast.contains(document.activeElement) && document.getElementById("content-start");
    toast.remove();
    if (after) after.focus({ preventScroll: true });
  };

  // Errors and warnings stay until they are dismissed.
  const wait = (toast) => {
    clearTimeout(timers.get(toast));
    if (toast.matches(".error, .warning")) return;
    timers.set(toast, setTimeout(() => {
      if (toast.matches(":hover, :focus-within") || document.hidden) wait(toast);
      else leave(toast);
    }, SECONDS * 1000));
  };

  const dress = (toast) => {
    if (toast.querySelector(".dismiss")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dismiss";
    button.setAttribute("aria-label", "Dismiss this message");
    button.textContent = "×";
    toast.append(button);
    wait(toast);
  };

  // desk.toast("Saved."), desk.toast("What happened, what was kept, what to do.", "error")
  window.desk.toast = (text, level = "info") => {
    const same = [...region().children].find((toast) => toast.dataset.text === text);
    if (same) return wait(same);
    const toast = document.createElement("li");
    toast.className = `toast ${level}`;
    toast.dataset.text = text;
    const words = document.createElement("p");
    words.textContent = text;
    toast.append(words);
    region().append(toast);
  };

  if (!region()) return;
  document.documentElement.classList.add("has-script");
  [...region().children].forEach(dress);
  // Beside a part of a page htmx brings its messages.
  new MutationObserver(() => {
    document.querySelectorAll("#toasts > .toast").forEach(dress);
  }).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".toast .dismiss");
    if (button) leave(button.closest(".toast"));
  });

  // htmx -----------------------------------------------------------------------------------------

  // Parts of whole pages bring the messages of the page along.
  document.body.setAttribute("hx-select-oob", "#toasts:beforeend");
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });

  const KEPT = "Nothing on this page was lost.";
  const WHY = {
    403: `That was not done: your account may not do it, or your login ended. ${KEPT} ` +
      "Reload the page in another tab to see which.",
    404: `That was not done: what it was about is no longer there. ${KEPT} Reload the page.`,
    413: `That was not done: it is too large. ${KEPT}`,
    429: `That was not done: too many requests in a short time. ${KEPT} Wait a minute, try again.`,
  };
  const reason = (xhr) => {
    const plain = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    if (plain && xhr.responseText && xhr.responseText.length < 400) return xhr.responseText;
    return WHY[xhr.status] ||
      `The server could not do that (error ${xhr.status}). ${KEPT} Try again; if it happens ` +
      "again, tell whoever looks after the workbench.";
  };
  document.addEventListener("htmx:responseError", (event) => {
    window.desk.toast(reason(event.detail.xhr), "error");
  });
  document.addEventListener("htmx:sendError", () => {
    window.desk.toast(`The server cannot be reached. ${KEPT} Try again in a moment.`, "error");
  });
  document.addEventListener("htmx:timeout", () => {
    window.desk.toast(`The server did not answer in time. ${KEPT} Try again.`, "error");
  });
  for (const name of ["htmx:swapError", "htmx:targetError", "htmx:onLoadError"]) {
    document.addEventListener(name, () => {
      window.desk.toast("This page could not show the answer. Reload it to see how things stand.", "error");
    });
  }
  // A login that ended answers with the page for logging in, which must not land in a pane.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const login = document.querySelector("meta[name=login]");
    const at = event.detail.xhr.responseURL;
    if (!login || !at || new URL(at).pathname !== login.content) return;
    event.detail.shouldSwap = false;
    window.desk.toast(
      `That was not done: your login has ended. ${KEPT} Log in again in another tab, then repeat it here.`,
      "error",
    );
  });
})();
