// Everything by keyboard: `data-key` on a control, `data-rows` and `data-row` on lists.
// The map (`?`) is read from the page, so it is true.
//
// data-key="a"          pressing it clicks a control, or focuses a field; "g q" is one key after
//                       another; "mod+Enter" (Ctrl or ⌘) works in text fields too
// data-key-label="…"    what the map calls it, where its own text does not say it
// data-key-hint="off"   no <kbd> beside it
// data-rows, data-row   a list and its rows: j and k walk, keys inside a row work for the current one
// data-open             the link of a row that Enter and o follow
"use strict";

(() => {
  const TEXT = 'textarea, select, [contenteditable=""], [contenteditable=true], input:not([type=checkbox], ' +
    "[type=radio], [type=button], [type=submit], [type=reset], [type=file], [type=range], [type=color])";
  const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);
  const SEQUENCE_MS = 1500;
  const CURRENT_ROW = `row ${location.pathname}${location.search}`;

  // Which controls count -------------------------------------------------------------------------

  const modal = () => document.querySelector("dialog:modal");
  // A folded <details> hides its controls from the eye only: their keys still work.
  const shown = (element) => Boolean(element.closest("details:not([open]), [popover]")) ||
    element.checkVisibility({ visibilityProperty: true });
  const works = (element) => {
    if (element.closest("[hidden], [inert], template")) return false;
    const dialog = modal();
    if (dialog && !dialog.contains(element)) return false;
    if (!dialog && element.closest("dialog:not([open])")) return false;
    const row = element.closest("[data-row]");
    return (!row || row === current()) && shown(element);
  };
  const blocked = (element) => element.matches(":disabled, [aria-disabled=true]");
  const why = (element) => {
    const id = element.getAttribute("aria-describedby");
    const words = id && id.split(" ").map((one) => document.getElementById(one)?.textContent.trim());
    return (words && words.join(" ")) || element.title || "Not possible at the moment.";
  };
  // "mod+S" is pressed without Shift.
  const keyOf = (element) => element.dataset.key.replace(/^(mod\+(?:Shift\+)?)(.)$/, (_, mod, letter) => mod + letter.toLowerCase());
  const controls = () => [...document.querySelectorAll("[data-key]")].filter(works);
  const find = (key) => {
    const found = controls().filter((element) => keyOf(element) === key);
    const open = found.filter((element) => !blocked(element));
    // The way back from the last step first, then what stands in the current row.
    return open.findLast((element) => element.closest("#toasts")) ||
      open.find((element) => element.closest("[data-row]")) || open[0] || found[0];
  };
  const press = (element) => {
    if (blocked(element)) return window.desk.toast(why(element), "warning");
    if (element.matches(TEXT)) {
      for (let fold = element.closest("details:not([open])"); fold; fold = element.closest("details:not([open])")) {
        fold.open = true;
      }
      element.focus();
      if (element.matches("input")) element.select();
    } else {
      if (element.matches("summary")) element.focus();
      element.click();
    }
  };

  // Rows -----------------------------------------------------------------------------------------

  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")]
    .filter((row) => row.checkVisibility() && (!modal() || modal().contains(row)));
  const current = () => document.querySelector("[data-rows] [data-row].current");
  const choose = (row, focus) => {
    const before = current();
    if (before && before !== row) {
      before.classList.remove("current");
      before.removeAttribute("aria-current");
    }
    row.classList.add("current");
    row.setAttribute("aria-current", "true");
    remember();
    if (!focus) return;
    if (!row.hasAttribute("tabindex") && !row.matches("a, button")) row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    row.dispatchEvent(new CustomEvent("desk:row", { bubbles: true }));
  };
  let place = -1;
  const remember = () => {
    place = rows().indexOf(current());
    try {
      sessionStorage.setItem(CURRENT_ROW, place);
    } catch {
      // A browser that stores nothing: the first row again.
    }
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    choose(all[Math.max(0, Math.min(all.length - 1, at + by))], true);
    return true;
  };
  // The row that took the place of one that a step removed, here or on the page loaded after it.
  const keepPlace = () => {
    if (current()) {
      if (place < 0) remember();
      return;
    }
    const all = rows();
    if (!all.length) return;
    if (place < 0) {
      const [loaded] = performance.getEntriesByType("navigation");
      const again = loaded?.type !== "navigate" || document.referrer.split("#")[0] === location.href.split("#")[0];
      try {
        if (again) place = Number(sessionStorage.getItem(CURRENT_ROW) || 0);
      } catch {
        place = 0;
      }
    }
    const lost = document.activeElement === document.body && document.body.dataset.rowFocus;
    choose(all[Math.max(0, Math.min(all.length - 1, place))], Boolean(lost));
  };
  const openRow = () => {
    const link = current()?.querySelector("[data-open]") || current()?.querySelector("th a[href], a[href]");
    if (link) link.click();
    return Boolean(link);
  };

  // Keys -----------------------------------------------------------------------------------------

  let prefix = "";
  let timer;
  let due = false; // the page has changed and is dressed anew in the next frame
  const inText = (target) => target.matches?.(TEXT);
  const name = (event) => {
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // AltGr types characters, such as { on many keyboards.
    if (event.getModifierState("AltGraph")) return event.key;
    if (MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) {
      return event.altKey ? "" : `mod+${event.shiftKey ? "Shift+" : ""}${letter}`;
    }
    return event.ctrlKey || event.metaKey || (event.altKey && !MAC) ? "" : event.key;
  };
  const arrowsMove = (target) => target.closest?.("[data-row]") && target.matches("[data-row], a, button");
  const BUILT_IN = {
    "?": () => showMap(),
    j: () => step(1),
    k: () => step(-1),
    o: () => openRow(),
  };

  const handle = (event, key) => {
    if (prefix || controls().some((element) => keyOf(element).startsWith(`${key} `))) {
      const whole = prefix ? `${prefix} ${key}` : "";
      clearTimeout(timer);
      const target = whole && find(whole);
      prefix = prefix ? "" : key;
      if (prefix) timer = setTimeout(() => { prefix = ""; }, SEQUENCE_MS);
      if (target) press(target);
      return true;
    }
    const target = find(key);
    if (target && !(event.repeat && !target.matches(TEXT))) {
      press(target);
      return true;
    }
    if (target) return true;
    if (Object.hasOwn(BUILT_IN, key)) return BUILT_IN[key]() !== false;
    if (key === "ArrowDown" && arrowsMove(event.target)) return step(1);
    if (key === "ArrowUp" && arrowsMove(event.target)) return step(-1);
    if (key === "Enter" && event.target.matches("body, main, [data-row]:not(a, button)")) return openRow();
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    // Out of a field, back to the letters.
    if (event.key === "Escape") {
      prefix = "";
      if (inText(event.target) && !modal()) event.target.blur();
      const menu = event.target.closest?.("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    const key = name(event);
    if (!key || ["Shift", "Control", "Alt", "Meta"].includes(key)) return;
    if (inText(event.target) && !key.startsWith("mod+")) return;
    // A row that has just come must be at hand before the next frame, or a fast key is lost.
    if (due) dress();
    if (handle(event, key)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] [data-row]");
    document.body.toggleAttribute("data-row-focus", Boolean(row));
    if (row && row !== current()) choose(row, false);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-rows] [data-row]");
    if (row && row !== current()) choose(row, false);
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // Hints ----------------------------------------------------------------------------------------

  const NAMES = { mod: MAC ? "⌘" : "Ctrl", Enter: "↵", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
  const keyboard = (key) => {
    const outer = document.createElement("span");
    outer.className = "keys";
    key.split(" ").forEach((step, number) => {
      if (number) outer.append(" then ");
      const parts = step.split("+");
      for (const part of parts) {
        const kbd = document.createElement("kbd");
        kbd.textContent = NAMES[part] || (parts.length > 1 ? part.toUpperCase() : part);
        outer.append(kbd);
      }
    });
    return outer;
  };
  const hint = (element) => {
    const key = keyOf(element);
    if (element.dataset.hinted === key) return;
    element.dataset.hinted = key;
    if (!key.includes(" ")) {
      element.setAttribute("aria-keyshortcuts", key.replace("mod+", MAC ? "Meta+" : "Control+"));
    }
    if (element.dataset.keyHint === "off" || key.includes(" ")) return;
    element.querySelectorAll(":scope > .hint").forEach((old) => old.remove());
    const mark = keyboard(key);
    mark.classList.add("hint");
    mark.setAttribute("aria-hidden", "true");
    if (element.matches("button, a, summary, label")) return element.append(" ", mark);
    const label = element.labels?.[0];
    if (label && !label.querySelector(".hint")) {
      if (label.contains(element)) element.before(mark);
      else label.append(" ", mark);
    }
  };
  const dress = () => {
    // The lists of the admin are lists of rows.
    for (const row of document.querySelectorAll("#result_list > tbody > tr:not([data-row])")) {
      row.dataset.row = "";
      row.parentElement.dataset.rows = "";
    }
    document.querySelectorAll("[data-key]").forEach(hint);
    keepPlace();
  };
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      dress();
    });
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
  dress();

  // The map --------------------------------------------------------------------------------------

  const MOVING = [["j", "Next"], ["k", "Previous"], ["Enter", "Open (also o)"]];
  const ALWAYS = [["?", "This map"], ["Escape", "Close; leave a field"]];
  const label = (element) => {
    if (element.dataset.keyLabel) return element.dataset.keyLabel;
    const copy = (element.labels?.[0] || element).cloneNode(true);
    copy.querySelectorAll("kbd, .hint, select, textarea").forEach((part) => part.remove());
    return element.getAttribute("aria-label") || copy.textContent.trim().replace(/\s+/g, " ") || element.title;
  };
  const line = (key, text, note) => {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const meaning = document.createElement("dd");
    term.append(keyboard(key));
    meaning.textContent = text;
    if (note) {
      const small = document.createElement("span");
      small.className = "meta";
      small.textContent = note;
      meaning.append(small);
    }
    row.append(term, meaning);
    return row;
  };
  const section = (dialog, title, lines) => {
    if (!lines.length) return;
    const part = document.createElement("section");
    const heading = document.createElement("h3");
    const list = document.createElement("dl");
    heading.textContent = title;
    list.append(...lines);
    part.append(heading, list);
    dialog.append(part);
  };
  const showMap = () => {
    if (modal()) return false;
    document.getElementById("keys-map")?.remove();
    const dialog = document.createElement("dialog");
    dialog.id = "keys-map";
    dialog.setAttribute("aria-labelledby", "keys-map-title");
    dialog.innerHTML = '<form method="dialog"><h2 id="keys-map-title">Keys of this page</h2>' +
      '<button class="quiet-button">Close</button></form>';
    const seen = new Map();
    for (const key of controls().map(keyOf)) {
      if (key !== "?" && !seen.has(key)) seen.set(key, find(key));
    }
    const lines = (test) => [...seen].filter(([key]) => test(key)).map(([key, element]) =>
      line(key, label(element), blocked(element) ? ` not now: ${why(element)}` : ""));
    section(dialog, "On this page", lines((key) => !key.startsWith("g ")));
    section(dialog, "In the list", rows().length ? MOVING.map(([key, text]) => line(key, text)) : []);
    section(dialog, "Go to", lines((key) => key.startsWith("g ")));
    section(dialog, "Everywhere", ALWAYS.map(([key, text]) => line(key, text)));
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-map]")) showMap();
  });
})();
