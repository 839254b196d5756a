// Places in a text: the browser counts UTF-16 units, the database Unicode code points.
"use strict";

window.desk = window.desk || {};

window.desk.spans = (() => {
  // How many code points stand before a place in units; within a pair of surrogates, before it.
  const points = (text, units) => {
    let count = 0;
    for (let at = 0; at < units; count += 1) {
      at += text.codePointAt(at) > 0xffff ? 2 : 1;
      if (at > units) break;
    }
    return count;
  };
  const units = (text, wanted) => {
    let at = 0;
    for (let count = 0; count < wanted && at < text.length; count += 1) {
      at += text.codePointAt(at) > 0xffff ? 2 : 1;
    }
    return at;
  };
  const length = (text) => points(text, text.length);

  const BLANK = /^\s*$/u;
  // The range without white space at its ends; null if nothing else is in it.
  const trim = (chars, start, end) => {
    let [first, last] = [start, end];
    while (first < last && BLANK.test(chars[first])) first += 1;
    while (first < last && BLANK.test(chars[last - 1])) last -= 1;
    return first < last ? [first, last] : null;
  };

  // Where words, sentences or characters (as a reader sees them) begin and end, in code points.
  const edges = (text, unit, language = "en") => {
    const granularity = unit === "character" ? "grapheme" : unit;
    const starts = [];
    const ends = [];
    let at = 0;
    for (const part of new Intl.Segmenter(language, { granularity }).segment(text)) {
      const chars = [...part.segment];
      const kept = trim(chars, 0, chars.length);
      if (kept && part.isWordLike !== false) {
        starts.push(at + kept[0]);
        ends.push(at + kept[1]);
      }
      at += chars.length;
    }
    return { start: starts, end: ends };
  };
  // The next place in a sorted list, before (-1) or after (1); the same place at the end of it.
  const next = (places, at, by) => {
    const found = by > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at);
    return found ?? at;
  };

  return { points, units, length, trim, edges, next };
})();
