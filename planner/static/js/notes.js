// The cards in the margin: one is open, the keyboard goes from finding to finding, on a phone they stand under their field.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { control: byId } = planner.step;
  const narrow = matchMedia("(max-width: 1023.98px)");
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

  const clearPlaced = () => document.querySelectorAll("[data-notes-for]").forEach((slot) => slot.replaceChildren());
  const placeNotes = () => {
    const notes = document.getElementById("notes");
    planner.showAdopted?.(notes);
    for (const card of cards()) {
      const slot = narrow.matches && document.querySelector(`[data-notes-for="${facts(card).cardFor}"]`);
      (slot || notes).append(card);
    }
    const kept = cards().find((card) => facts(card).key === openKey);
    if (kept && openKey) kept.open = true;
    const shown = cards().find((card) => card.open);
    if (shown) light(shown.dataset.finding);
  };
  Object.assign(planner, { openCard, clearPlaced, placeNotes, uncover });

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".pw-finding") || !event.target.open) return;
    openKey = facts(event.target).key;
    light(event.target.dataset.finding);
  }, true);
  document.addEventListener("focusin", (event) => { const card = event.target.closest?.(".pw-finding"); if (card) light(card.dataset.finding); });
  document.addEventListener("click", (event) => {
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
  // On a phone a tap on a mark goes to its card; “I’ll rewrite it” leads back.
  document.addEventListener("pointerup", (event) => setTimeout(() => {
    const control = narrow.matches && event.target.closest?.(".pw-checked__input");
    const card = control && cards().find((one) => one.open && facts(one).cardFor === control.id);
    const span = card && planner.span(control, card.dataset.finding);
    const at = control && control.selectionStart;
    if (span && at === control.selectionEnd && span.start <= at && at <= span.end) card.scrollIntoView({ block: "nearest" });
  }, 60));
  narrow.addEventListener("change", placeNotes);
  placeNotes();
})();
