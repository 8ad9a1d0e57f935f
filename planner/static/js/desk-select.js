// Select words of the document without a mouse: v takes a sentence, arrows go on, Shift with arrows stretches, m remarks, Esc leaves.
(() => {
  "use strict";

  const END = /[。！？；!?;\n]/;
  const COVERED = 140; // pixels that the two bars on top hide
  let on = false;

  const lines = () => [...document.querySelectorAll("[data-read] [data-path]")].filter((line) => line.textContent.trim());
  const texts = (line) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".pw-mark__reason, .pw-mark__number") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };

  // Sentences of a line as [start, end) in its own text, without the grey reasons that stand in it.
  const sentences = (line) => {
    const text = texts(line).map((node) => node.data).join("");
    const cuts = [];
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (!END.test(text[at]) && at < text.length - 1) continue;
      if (text.slice(start, at + 1).trim()) cuts.push([start, at + 1]);
      start = at + 1;
    }
    return cuts;
  };

  const point = (line, at) => {
    let left = at;
    const nodes = texts(line);
    for (const node of nodes) {
      if (left <= node.data.length) return [node, left];
      left -= node.data.length;
    }
    const last = nodes.at(-1);
    return [last, last.data.length];
  };

  const take = (line, [start, end]) => {
    getSelection().setBaseAndExtent(...point(line, start), ...point(line, end));
    const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
    if (top < COVERED || bottom > innerHeight - 80) scrollBy(0, top - innerHeight / 3);
  };

  const place = () => {
    const picked = getSelection();
    const line = picked.rangeCount ? picked.anchorNode.parentElement?.closest("[data-read] [data-path]") : null;
    if (!line) return null;
    const nodes = texts(line);
    const at = nodes.slice(0, nodes.indexOf(picked.anchorNode)).reduce((sum, node) => sum + node.data.length, 0) + picked.anchorOffset;
    return { line, at };
  };

  const first = () => {
    const open = document.querySelector("[data-card][open]");
    const mark = open && document.querySelector(`[data-read] [data-path] [data-finding="${open.dataset.card}"]`);
    const line = mark?.closest("[data-path]") ?? lines().find((one) => one.getBoundingClientRect().top >= COVERED) ?? lines()[0];
    if (!line) return;
    const before = mark && line.contains(mark) ? texts(line).filter((node) => !mark.contains(node) && node.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING) : [];
    const at = before.reduce((sum, node) => sum + node.data.length, 0);
    take(line, sentences(line).find(([, end]) => end > at) ?? [0, line.textContent.length]);
  };

  const go = (by) => {
    const here = place();
    if (!here) return first();
    const cuts = sentences(here.line);
    const next = cuts.findIndex(([start, end]) => start <= here.at && here.at < end) + by;
    if (cuts[next]) return take(here.line, cuts[next]);
    const all = lines();
    const other = all[all.indexOf(here.line) + by];
    if (other) take(other, sentences(other).at(by > 0 ? 0 : -1) ?? [0, 0]);
  };

  const leave = () => { on = false; getSelection().removeAllRanges(); };
  window.planner = Object.assign(window.planner ?? {}, { selectText: () => { on = true; if (place()) go(1); else first(); } });

  document.addEventListener("keydown", (event) => {
    if (!on || event.isComposing || event.target.closest("input:not([type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") leave();
    else if (step && event.shiftKey) getSelection().modify("extend", step > 0 ? "forward" : "backward", event.key.endsWith("t") ? "character" : "sentence");
    else if (step) go(step);
    else if (event.key === "m") { on = false; return; }
    else return;
    event.preventDefault();
  }, true);
})();
