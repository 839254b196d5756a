// The article: which claim is current, its card, and choosing words. Without this file every claim
// is a link, and words are copied into fields.
"use strict";

(() => {
  const text = document.getElementById("text");
  if (!text) return;
  const { points, units, trim, edges, next } = window.desk.spans;
  const editor = document.getElementById("editor");
  const card = () => document.getElementById("card");
  let close = () => {};
  const told = (words) => {
    const place = document.querySelector("#editor [data-told]");
    if (place) place.textContent = words;
  };

  // The current claim ----------------------------------------------------------------------------

  const centre = (element) => {
    const box = element.getBoundingClientRect();
    const foot = innerHeight - (editor && !editor.hidden ? editor.offsetHeight : 0);
    if (box.top < 80 || box.bottom > foot - 40) element.scrollIntoView({ block: "center" });
  };
  const show = (claim) => {
    text.querySelectorAll(".mark.this").forEach((mark) => mark.classList.remove("this"));
    text.querySelectorAll(`.mark[data-c="${claim}"]`).forEach((mark) => mark.classList.add("this"));
    const number = document.getElementById(`claim-${claim}`);
    text.querySelectorAll(".number.current").forEach((old) => {
      if (old === number) return;
      old.classList.remove("current");
      old.removeAttribute("aria-current");
    });
    if (!number) return;
    number.classList.add("current");
    number.setAttribute("aria-current", "true");
  };
  let wanted = "";
  let timer;
  const open = (number, wait = 0) => {
    const claim = number.id.replace("claim-", "");
    if (claim === wanted || (!wanted && claim === card().dataset.claim)) return;
    wanted = claim;
    close();
    show(claim);
    clearTimeout(timer);
    // While j is held down only the last card is asked for.
    timer = setTimeout(() => {
      const query = new URL(number.href).search;
      const address = location.pathname.replace(/change\/$/, "card/") + query;
      window.htmx.ajax("GET", address, { target: "#card", swap: "outerHTML" });
      history.replaceState(null, "", `${query}${location.search.includes("sentences") ? "&sentences" : ""}`);
    }, wait);
  };
  document.addEventListener("htmx:afterSwap", () => {
    const claim = card()?.dataset.claim;
    if (!claim) return;
    wanted = "";
    show(claim);
    const number = document.getElementById(`claim-${claim}`);
    if (number) centre(number);
    // After a decision the place in the list goes with the card.
    const focused = document.activeElement;
    if (number && (focused === document.body || text.contains(focused))) number.focus({ preventScroll: true });
  });
  text.addEventListener("desk:row", (event) => {
    centre(event.target);
    open(event.target, 60);
  });
  text.addEventListener("click", (event) => {
    const number = event.target.closest(".number");
    if (number) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      return open(number);
    }
    if (!window.getSelection().isCollapsed || (editor && !editor.hidden)) return;
    // A click goes to the innermost claim, another one to the claim around it.
    const around = [];
    for (let mark = event.target.closest(".mark"); mark; mark = mark.parentElement.closest(".mark")) {
      around.push(mark.dataset.c);
    }
    if (!around.length) return;
    const claim = around[(around.indexOf(card().dataset.claim) + 1) % around.length];
    const first = document.getElementById(`claim-${claim}`);
    if (first) open(first);
  });

  // Places in the text -----------------------------------------------------------------------------

  if (!editor) return;
  const holders = [...text.querySelectorAll("[data-s]")];
  if (!holders.length) return;
  const at = (holder) => Number(holder.dataset.s);
  const offset = at(holders[0]);
  const whole = holders.map((holder) => holder.textContent).join("");
  const chars = [...whole];
  const last = offset + chars.length;

  // The first holder that is not before a place of the page.
  const firstAfter = (node, place) => {
    const range = document.createRange();
    range.setStart(node, place);
    let low = 0;
    let high = holders.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (range.comparePoint(holders[middle], 0) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const toOffset = (node, place) => {
    const holder = node.nodeType === Node.TEXT_NODE && node.parentElement.closest("[data-s]");
    if (holder) return at(holder) + points(node.data, place);
    const after = firstAfter(node, place);
    return after < holders.length ? at(holders[after]) : last;
  };
  const toPlace = (wantedOffset, end) => {
    let low = 0;
    let high = holders.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at(holders[middle]) < wantedOffset + (end ? 0 : 1)) low = middle;
      else high = middle - 1;
    }
    const node = holders[low].firstChild;
    return [node, units(node.data, wantedOffset - at(holders[low]))];
  };
  const rangeOf = (start, end) => {
    const range = new Range();
    range.setStart(...toPlace(start, false));
    range.setEnd(...toPlace(end, true));
    return range;
  };
  const words = (start, end) => chars.slice(start - offset, end - offset).join("");

  // Choosing words ---------------------------------------------------------------------------------

  const TITLES = { mark: "Mark a claim", move: "Change its words", split: "Split in two" };
  const SAVES = { mark: "Mark as a claim", move: "Save its words", split: "Split" };
  const UNITS = ["word", "sentence", "character"];
  let unit = "word";
  let chosen = null;
  const known = {};
  const places = () => (known[unit] ??= edges(whole, unit, document.documentElement.lang));

  const paint = () => {
    const [start, end] = [chosen.start, chosen.end];
    if (window.Highlight) {
      const cut = chosen.what === "split";
      CSS.highlights.set("chosen", new Highlight(rangeOf(start, cut ? chosen.at : end)));
      if (cut) CSS.highlights.set("chosen-second", new Highlight(rangeOf(chosen.at, end)));
    } else {
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(rangeOf(start, end));
    }
    const field = editor.elements;
    const shownWords = words(start, end);
    Object.assign(field.start, { value: start });
    Object.assign(field.end, { value: end });
    field.at.value = chosen.what === "split" ? chosen.at : "";
    field.words.value = shownWords;
    const output = editor.querySelector("[data-chosen]");
    output.textContent = chosen.what === "split"
      ? `${words(start, chosen.at).trim()}  ┃  ${words(chosen.at, end).trim()}` : shownWords;
    editor.querySelector("[data-size]").textContent = `${end - start} characters`;
    told(output.textContent);
    const edge = rangeOf(start, end).getBoundingClientRect();
    if (edge.top < 0 || edge.bottom > innerHeight - editor.offsetHeight) {
      toPlace(chosen.what === "split" ? chosen.at : end, true)[0].parentElement
        .scrollIntoView({ block: "center" });
    }
  };
  const begin = (what, start, end) => {
    const field = editor.elements;
    const data = card().dataset;
    chosen = { what, start, end, at: 0 };
    if (what === "split") {
      const middle = Math.floor((start + end) / 2);
      known.word ??= edges(whole, "word", document.documentElement.lang);
      chosen.at = next(known.word.start.map((place) => place + offset), middle, 1);
      if (chosen.at >= end) chosen.at = middle;
    }
    editor.action = editor.dataset[what];
    for (const name of ["appearance", "seen_start", "seen_end"]) field[name].value = "";
    if (what !== "mark") {
      field.appearance.value = data.appearance;
      field.seen_start.value = data.start;
      field.seen_end.value = data.end;
    }
    editor.querySelector("[data-title]").textContent = TITLES[what];
    editor.querySelector("[data-save]").firstChild.data = `${SAVES[what]} `;
    editor.hidden = false;
    document.body.classList.add("choosing");
    paint();
  };
  close = () => {
    if (editor.hidden) return;
    editor.hidden = true;
    chosen = null;
    document.body.classList.remove("choosing");
    CSS.highlights?.clear();
  };
  const step = (which, by) => {
    const list = places();
    if (chosen.what === "split") {
      const to = next(list.start, chosen.at - offset, by) + offset;
      if (to > chosen.start && to < chosen.end) chosen.at = to;
    } else {
      const to = next(list[which], chosen[which] - offset, by) + offset;
      const [start, end] = which === "start" ? [to, chosen.end] : [chosen.start, to];
      const kept = start < end && trim(chars, start - offset, end - offset);
      if (kept) [chosen.start, chosen.end] = kept.map((place) => place + offset);
    }
    paint();
  };

  // The sentence that is read: of the current claim, or the first in view.
  const sentenceInView = () => {
    const list = edges(whole, "sentence", document.documentElement.lang);
    const from = card().dataset.end ? Number(card().dataset.end) - offset : 0;
    let index = list.end.findIndex((place) => place > from);
    if (index < 0) index = list.end.length - 1;
    return [list.start[index] + offset, list.end[index] + offset];
  };
  const selected = () => {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(text)) return null;
    const bounds = document.createRange();
    bounds.selectNodeContents(text);
    const before = bounds.comparePoint(range.startContainer, range.startOffset) < 0;
    const after = bounds.comparePoint(range.endContainer, range.endOffset) > 0;
    const start = before ? offset : toOffset(range.startContainer, range.startOffset);
    const end = after ? last : toOffset(range.endContainer, range.endOffset);
    const kept = start < end && trim(chars, start - offset, end - offset);
    return kept && kept.map((place) => place + offset);
  };
  const take = () => {
    const span = selected();
    if (!span) return false;
    if (chosen?.what === "split") {
      if (span[0] > chosen.start && span[0] < chosen.end) chosen.at = span[0];
      paint();
    } else if (chosen) {
      [chosen.start, chosen.end] = span;
      paint();
    } else {
      begin("mark", ...span);
    }
    return true;
  };
  text.addEventListener("pointerup", () => setTimeout(take, 0));
  document.addEventListener("pointerup", (event) => {
    if (!text.contains(event.target) && !editor.contains(event.target)) setTimeout(take, 0);
  });
  document.addEventListener("keyup", (event) => {
    // Selected by keyboard (caret browsing).
    if (event.shiftKey && event.key.startsWith("Arrow") && text.contains(window.getSelection().anchorNode)) take();
  });
  // A click while choosing moves the nearer end to the word that is clicked.
  text.addEventListener("click", (event) => {
    if (!chosen || !window.getSelection().isCollapsed) return;
    const selection = window.getSelection();
    if (!selection.anchorNode || !text.contains(selection.anchorNode)) return;
    const place = toOffset(selection.anchorNode, selection.anchorOffset) - offset;
    const list = places();
    if (chosen.what === "split") {
      const to = next(list.start, place + 1, -1) + offset;
      if (to > chosen.start && to < chosen.end) chosen.at = to;
    } else if (Math.abs(place + offset - chosen.start) < Math.abs(place + offset - chosen.end)) {
      chosen.start = Math.min(next(list.start, place + 1, -1) + offset, chosen.end - 1);
    } else {
      chosen.end = Math.max(next(list.end, place, 1) + offset, chosen.start + 1);
    }
    event.preventDefault();
    paint();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("summary[data-span]");
    if (!opener) return;
    event.preventDefault();
    const what = opener.dataset.span;
    const data = card().dataset;
    if (what === "mark") {
      const span = selected();
      if (chosen?.what === "mark") return editor.requestSubmit();
      if (span) begin("mark", ...span);
      else begin("mark", ...sentenceInView());
    } else if (Number(data.start) < offset || Number(data.end) > last) {
      window.desk.toast("The claim goes on in another part of the text. Change its words by the field.", "warning");
      opener.parentElement.open = true;
    } else {
      begin(what, Number(data.start), Number(data.end));
    }
  });
  document.addEventListener("click", (event) => {
    const focus = event.target.closest("summary[data-focus]");
    if (focus) setTimeout(() => document.querySelector(focus.dataset.focus)?.focus(), 0);
  });
  editor.addEventListener("mousedown", (event) => {
    // The selection stays while buttons are pressed.
    if (event.target.closest("button")) event.preventDefault();
  });
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.moveEnd) step(button.dataset.moveEnd, Number(button.dataset.by));
    if ("cancel" in button.dataset) close();
    if ("unit" in button.dataset) {
      unit = UNITS[(UNITS.indexOf(unit) + 1) % UNITS.length];
      button.querySelector("b").textContent = unit;
      told(`By ${unit}`);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!chosen || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog:modal")) return;
    if (event.key === "Escape") {
      window.getSelection().removeAllRanges();
      close();
    } else if (event.key === "Enter" && !event.target.closest("#editor button")) {
      editor.requestSubmit();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      step(event.shiftKey ? "start" : "end", event.key === "ArrowRight" ? 1 : -1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})();
