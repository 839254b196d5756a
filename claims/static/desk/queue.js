// The queue: the claim beside its list, and the questions that a decision asks. Without this file
// each row leads to the claim's page, and its buttons to a page that asks.
"use strict";

(() => {
  const list = document.getElementById("queue");

  // Weights: the slider and the number are one.
  document.querySelectorAll("#weights input[type=range]").forEach((slider) => {
    const number = document.getElementById(slider.dataset.for);
    slider.addEventListener("input", () => { number.value = slider.value; });
    number.addEventListener("input", () => { slider.value = number.value; });
  });
  if (!list) return;

  const current = () => list.querySelector("[data-row].current");
  const post = (row, verb, values) => htmx.ajax("POST", `${location.pathname}${row.dataset.claim}/${verb}/`, {
    source: row, target: row, swap: "outerHTML", values: { ...values, list: list.dataset.list },
  });

  // The pane: the claim of the current row -----------------------------------------------------------

  const pane = document.getElementById("pane");
  let shown = "";
  let timer;
  const show = () => {
    const row = current();
    const claim = row ? row.dataset.claim : "";
    if (claim === shown || !pane.checkVisibility()) return;
    shown = claim;
    clearTimeout(timer);
    if (!claim) {
      pane.innerHTML = '<p class="empty">Nothing is left in this list.</p>';
      return;
    }
    const next = encodeURIComponent(location.pathname + location.search);
    timer = setTimeout(() => {
      htmx.ajax("GET", `${pane.dataset.card.replace("/0/", `/${claim}/`)}?next=${next}`, { target: pane, swap: "innerHTML" });
    }, 80);
  };
  new MutationObserver(show).observe(list, { subtree: true, childList: true, attributeFilter: ["class"] });
  addEventListener("resize", show);
  document.addEventListener("DOMContentLoaded", show);
  show();

  // A press makes its row the current one; nothing may move before it has become a click.
  list.addEventListener("pointerdown", () => {
    const row = current();
    if (row) row.classList.add("keeps");
    list.classList.add("pressing");
    const settle = () => setTimeout(() => {
      list.classList.remove("pressing");
      list.querySelectorAll(".keeps").forEach((kept) => kept.classList.remove("keeps"));
    });
    addEventListener("pointerup", settle, { once: true });
    addEventListener("pointercancel", settle, { once: true });
  }, { capture: true });

  // Decisions ----------------------------------------------------------------------------------------

  list.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "post") event.detail.parameters.set("list", list.dataset.list);
  });

  // A fast hand presses a row's button before htmx has taken it up, and would leave the page.
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[hx-post]");
    if (!button) return;
    event.preventDefault();
    htmx.process(button);
  }, { capture: true });

  let asks = null;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      const dialog = document.getElementById(opener.dataset.dialog);
      asks = { row: opener.closest("[data-row]"), ...opener.dataset };
      dialog.querySelector("form").reset();
      const about = dialog.querySelector(".about");
      if (about && asks.row) about.textContent = asks.row.querySelector(".words").textContent;
      dialog.showModal();
    } else if (event.target.closest("[data-close]")) {
      event.target.closest("dialog").close();
    }
  });
  document.querySelectorAll("dialog form[data-verb]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(form, event.submitter));
      form.closest("dialog").close();
      if (asks.row) post(asks.row, form.dataset.verb, { ...values, seen: asks.seen || "", had: asks.had || "" });
    });
  });

  // Ticks --------------------------------------------------------------------------------------------

  const ticks = () => [...list.querySelectorAll("input[name=row]:checked")];
  const bulk = document.getElementById("bulk");
  const all = bulk?.querySelector("[name=all]");
  const told = document.getElementById("ticked");
  const tell = () => {
    const count = ticks().length;
    bulk.classList.toggle("idle", !count && !all.checked);
    told.textContent = all.checked ? "With all that match:" : `With ${count} ticked:`;
  };
  if (bulk) {
    document.addEventListener("change", tell);
    new MutationObserver(tell).observe(list.querySelector("[data-rows]") || list, { childList: true });
    tell();
  }
  list.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches("[data-row]")) return;
    event.preventDefault();
    event.target.querySelector("input[name=row]")?.click();
  });
})();
