// The cards in the margin: adopt a suggestion, go from finding to finding, and stand under their field on a phone.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, control: byId } = planner.step;
  const narrow = matchMedia("(max-width: 1023.98px)");
  const adopted = [];
  let openKey = "";

  const cards = () => [...document.querySelectorAll(".pw-finding[data-finding]")].sort((a, b) => a.dataset.finding - b.dataset.finding);
  const facts = (card) => card?.querySelector("[data-card-for]")?.dataset ?? {};
  const light = (key) => document.querySelectorAll(".pw-checked .pw-mark").forEach((mark) => mark.classList.toggle("pw-mark--active", mark.dataset.finding === key));

  const openCard = (key) => {
    const card = document.getElementById(`finding-${key}`);
    if (card && !card.open) card.open = true;
    light(key);
  };

  const uncover = (control) => {
    for (let row = control?.closest("details"); row; row = row.parentElement.closest("details")) row.open = true;
  };

  const goTo = (card) => {
    const { cardFor } = facts(card);
    const control = byId(cardFor);
    const span = control && planner.span(control, card.dataset.finding);
    openCard(card.dataset.finding);
    uncover(control ?? card);
    if (span) { control.focus(); control.setSelectionRange(span.end, span.end); } else card.querySelector("summary").focus();
  };

  // As typed by hand, so that the browser's own undo takes it back.
  const replace = (control, start, end, words) => {
    const caret = control.selectionStart;
    control.focus();
    control.setSelectionRange(start, end);
    if (!document.execCommand(words ? "insertText" : "delete", false, words)) {
      control.setRangeText(words, start, end, "end");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const moved = words.length - (end - start);
    const back = caret >= end ? caret + moved : caret > start ? start + words.length : caret;
    control.setSelectionRange(back, back);
    planner.flash(control, start, start + words.length);
  };

  const adopt = (button) => {
    const control = byId(button.dataset.for);
    const span = control && planner.span(control, button.closest(".pw-finding").dataset.finding);
    if (!span) return false; // an input without a mirror: the server puts it in
    uncover(control);
    const words = button.dataset.adopt;
    adopted.push({ id: control.id, words, was: control.value.slice(span.start, span.end), start: span.start });
    replace(control, span.start, span.end, words);
    planner.changed(control.name, 0);
    return true;
  };

  const undo = (one) => {
    const control = byId(one.id);
    const start = control?.value.startsWith(one.words, one.start) ? one.start : control?.value.indexOf(one.words) ?? -1;
    if (start < 0) return;
    adopted.splice(adopted.indexOf(one), 1);
    replace(control, start, start + one.words.length, one.was);
    planner.changed(control.name, 0);
  };

  const settledLine = (one) => {
    const line = document.createElement("div");
    line.className = "pw-settled pw-settled--adopted";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "pw-link", textContent: form.dataset.wordsUndo });
    button.addEventListener("click", () => undo(one));
    line.append(`${form.dataset.wordsAdopted}${one.words ? `“${one.words}”` : ""}`, button);
    return line;
  };

  const clearPlaced = () => document.querySelectorAll("[data-notes-for]").forEach((slot) => slot.replaceChildren());
  const placeNotes = () => {
    const notes = document.getElementById("notes");
    notes.querySelectorAll(".pw-settled--adopted").forEach((line) => line.remove());
    notes.querySelector(".pw-notes__head").after(...adopted.map(settledLine));
    for (const card of cards()) {
      const slot = narrow.matches && document.querySelector(`[data-notes-for="${facts(card).cardFor}"]`);
      (slot || notes).append(card);
    }
    const kept = cards().find((card) => facts(card).key === openKey);
    if (kept && openKey) kept.open = true;
    const shown = cards().find((card) => card.open);
    if (shown) light(shown.dataset.finding);
  };
  Object.assign(planner, { openCard, clearPlaced, placeNotes });

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".pw-finding") || !event.target.open) return;
    openKey = facts(event.target).key;
    light(event.target.dataset.finding);
  }, true);
  document.addEventListener("focusin", (event) => { const card = event.target.closest?.(".pw-finding"); if (card) light(card.dataset.finding); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-adopt]");
    if (button && adopt(button)) event.preventDefault();
    const own = event.target.closest?.("[data-rewrite]");
    if (own && byId(own.dataset.rewrite)) { event.preventDefault(); goTo(own.closest(".pw-finding")); }
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || event.isComposing) return;
    const list = cards();
    const now = list.findIndex((card) => card.open);
    event.preventDefault();
    if (list.length) goTo(list[(now + (event.key === "ArrowDown" ? 1 : list.length - 1) + (now < 0 && event.key === "ArrowUp" ? 1 : 0)) % list.length]);
  });
  narrow.addEventListener("change", placeNotes);
  placeNotes();
})();
