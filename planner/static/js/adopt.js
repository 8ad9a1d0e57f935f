// One click puts a suggestion in place of the marked words; it can be undone on its line, and by the browser's own undo.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, control: byId } = planner.step;
  const adopted = [];

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
    planner.uncover(control);
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

  planner.showAdopted = (notes) => {
    notes.querySelectorAll(".pw-settled--adopted").forEach((line) => line.remove());
    notes.querySelector(".pw-notes__head").after(...adopted.map(settledLine));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-adopt]");
    if (button && adopt(button)) event.preventDefault();
  });
})();
