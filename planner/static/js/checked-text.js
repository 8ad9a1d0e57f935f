// The mirror behind a checked text: marks move with the text while somebody types, and the caret finds its card.
// Positions here are those of JavaScript strings; the server has cut its marks by code points already.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const texts = new WeakMap();
  const mirror = (control) => control?.closest(".pw-checked")?.querySelector(".pw-checked__backdrop");

  const marksOf = (backdrop) => {
    const found = [];
    let at = 0;
    for (const node of backdrop.childNodes) {
      if (node.nodeName === "SMALL") continue;
      const end = at + node.textContent.length;
      if (node.nodeName === "MARK") found.push({ start: at, end, node, key: node.dataset.finding ?? "" });
      at = end;
    }
    return found;
  };

  const draw = (backdrop, text, marks) => {
    const pieces = [];
    let at = 0;
    for (const mark of marks) {
      if (mark.start > at) pieces.push(text.slice(at, mark.start));
      [...mark.node.childNodes].forEach((child) => child.nodeName !== "SPAN" && child.remove());
      mark.node.append(text.slice(mark.start, mark.end));
      pieces.push(mark.node);
      at = mark.end;
    }
    pieces.push(text.slice(at) + (text.endsWith("\n") ? "\u200b" : ""));
    backdrop.replaceChildren(...pieces);
  };

  // What stands before and after the edit keeps its marks; a mark that was edited goes until the next answer.
  const follow = (control) => {
    const backdrop = mirror(control);
    if (!backdrop) return;
    const before = texts.get(control) ?? control.defaultValue;
    const now = control.value;
    const most = Math.min(before.length, now.length);
    let head = 0;
    let tail = 0;
    while (head < most && before[head] === now[head]) head += 1;
    while (tail < most - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
    const moved = now.length - before.length;
    const kept = marksOf(backdrop).filter((m) => m.end <= head || m.start >= before.length - tail)
      .map((m) => (m.end <= head ? m : { ...m, start: m.start + moved, end: m.end + moved }));
    texts.set(control, now);
    draw(backdrop, now, kept);
  };

  const take = (control, fresh) => {
    const backdrop = mirror(control);
    const seen = fresh.textContent; // the server drops spaces at the end
    if (!backdrop || !control.value.startsWith(seen) || control.value.trimEnd() !== seen.trimEnd()) return;
    fresh.append(control.value.slice(seen.length));
    backdrop.replaceChildren(...fresh.childNodes);
    texts.set(control, control.value);
  };

  const span = (control, key) => {
    const parts = mirror(control) ? marksOf(mirror(control)).filter((m) => m.key === key) : [];
    return parts.length ? { start: parts[0].start, end: parts.at(-1).end } : null;
  };

  const flash = (control, start, end) => {
    const backdrop = mirror(control);
    if (!backdrop || start === end) return;
    const node = document.createElement("mark");
    node.className = "pw-mark pw-mark--adopted";
    const outside = marksOf(backdrop).filter((m) => m.end <= start || m.start >= end);
    draw(backdrop, control.value, [...outside, { start, end, node, key: "" }].sort((a, b) => a.start - b.start));
    setTimeout(() => node.isConnected && node.replaceWith(node.textContent), 1200);
  };

  const marked = () => [...document.querySelectorAll(".pw-checked")]
    .filter((box) => box.querySelector(".pw-mark[data-finding]")).map((box) => box.querySelector("textarea").name);

  Object.assign(planner, { follow, take, span, flash, marked });

  document.addEventListener("input", (event) => event.target.matches?.(".pw-checked__input") && follow(event.target));
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(".pw-checked__input")) mirror(event.target).scrollTop = event.target.scrollTop;
  }, true);
  document.addEventListener("selectionchange", () => {
    const control = document.activeElement;
    if (!control?.matches?.(".pw-checked__input") || control.selectionStart !== control.selectionEnd) return;
    const here = marksOf(mirror(control)).find((m) => m.start <= control.selectionStart && control.selectionStart <= m.end);
    if (here?.key) planner.openCard?.(here.key);
  });
})();
