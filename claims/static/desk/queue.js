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
      showText();
    }, 80);
  };
  new MutationObserver(show).observe(list, { subtree: true, childList: true, attributeFilter: ["class"] });
  addEventListener("resize", show);
  document.addEventListener("DOMContentLoaded", show);
  show();

  // The article around it, where a third pane fits ---------------------------------------------------

  const around = document.getElementById("around");
  let article = "";
  const mark = (claim) => {
    around.querySelectorAll(".this, .current").forEach((old) => old.classList.remove("this", "current"));
    const here = around.querySelectorAll(`.mark[data-c="${claim}"]`);
    here.forEach((piece) => piece.classList.add("this"));
    document.getElementById(`claim-${claim}`)?.classList.add("current");
    if (here.length) around.scrollTop = here[0].offsetTop - around.clientHeight / 3;
    return here.length > 0;
  };
  const showText = () => {
    const row = current();
    if (!row || !around.checkVisibility()) return;
    const { claim, article: wanted = "" } = row.dataset;
    if (article === wanted && mark(claim)) return;
    article = wanted;
    if (!wanted) {
      around.innerHTML = '<p class="empty">This claim stands in no article.</p>';
      return;
    }
    const address = around.dataset.text.replace("/0/", `/${wanted}/`);
    htmx.ajax("GET", `${address}?claim=${claim}`, { source: around, target: around, swap: "innerHTML" })
      .then(() => mark(current()?.dataset.claim));
  };
  // A claim in the text: its row, where the list shows it.
  around.addEventListener("click", (event) => {
    const hit = event.target.closest(".mark, .number");
    const claim = hit && (hit.dataset.c || hit.id.replace("claim-", ""));
    const row = claim && document.getElementById(`row-${claim}`);
    if (!row) return;
    event.preventDefault();
    row.querySelector("[data-open]").focus();
    row.scrollIntoView({ block: "nearest" });
  });

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
