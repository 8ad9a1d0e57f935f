// The review desk by keyboard: j k go on, a r s o decide, v selects, m remarks, u undoes, ? lists. Every key has a button;
// keys rest in fields, in dialogs and while an input method composes. Without this file the forms do the same.
(() => {
  "use strict";

  const all = (selector) => [...document.querySelectorAll(selector)];
  const cards = () => all("[data-card]");
  const current = () => cards().find((card) => card.open);
  const marks = (key) => all(`[data-read] [data-finding="${key}"]`);

  const glide = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

  const light = (card, scroll) => {
    all(".pw-mark--current").forEach((mark) => mark.classList.remove("pw-mark--current"));
    const here = card ? marks(card.dataset.card) : [];
    here.forEach((mark) => mark.classList.add("pw-mark--current"));
    if (!scroll || !card) return;
    if (innerWidth < 1024) return card.scrollIntoView({ block: "start", behavior: glide() }); // no document beside the cards
    if (here[0]) scrollTo({ top: scrollY + here[0].getBoundingClientRect().top - innerHeight / 3, behavior: glide() });
    const column = card.closest(".pw-desk__notes"); // scrolls by itself, so that the card stands beside its passage
    column.scrollTo({ top: column.scrollTop + card.getBoundingClientRect().top - column.getBoundingClientRect().top - 48, behavior: glide() });
  };

  const open = (card) => {
    if (!card) return;
    cards().forEach((other) => (other.open = other === card));
    light(card, true);
  };

  const step = (by) => {
    const [list, place] = [cards(), cards().indexOf(current())];
    const next = list[place < 0 ? 0 : Math.min(Math.max(place + by, 0), list.length - 1)];
    open(next);
    next?.querySelector("summary").focus({ preventScroll: true }); // Tab goes on from here, and a screen reader says where it is
  };

  // A key that is struck twice must not decide what nobody has seen yet: the answer to the first brings the next card.
  const sent = (form) => Date.now() - (form.dataset.sent ?? 0) < 4000;
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-verdict]")) event.target.dataset.sent = Date.now();
  });
  document.addEventListener("htmx:response:error", () => all("[data-sent]").forEach((form) => delete form.dataset.sent));

  const decide = (value) => {
    const form = current()?.querySelector("[data-verdict]");
    const choice = form?.querySelector(`[value="${value}"]:not(:disabled)`);
    if (!choice || sent(form)) return;
    choice.checked = true;
    if (value === "harmless") return form.requestSubmit();
    if (value === "proposal") return form.elements.wording.focus();
    (value === "exception" && form.elements.reason_class?.value === "" ? form.elements.reason_class : form.elements.note).focus();
  };

  // The place of a selection in its answer, counted in code points; small grey reasons are not part of the text.
  const remark = () => {
    const [picked, details] = [getSelection(), document.getElementById("remark-form")];
    if (!details) return;
    details.open = true;
    const form = details.querySelector("form");
    form.elements.at.value = current()?.dataset.card ?? "";
    const words = picked.rangeCount && picked.anchorNode.parentElement?.closest("[data-path]");
    if (words && words.contains(picked.focusNode) && String(picked).trim()) {
      const text = (edge) => {
        const range = picked.getRangeAt(0).cloneRange();
        if (edge === "before") { range.setEnd(range.startContainer, range.startOffset); range.setStart(words, 0); }
        const part = range.cloneContents();
        part.querySelectorAll(".pw-mark__reason").forEach((reason) => reason.remove());
        return part.textContent;
      };
      form.elements.path.value = words.dataset.path;
      [form.elements.quote.value, form.elements.start.value] = [text("inside"), [...text("before")].length];
    }
    form.elements[form.elements.quote.value ? "text" : "path"].focus();
  };

  const keys = {
    j: () => step(1), k: () => step(-1), m: remark,
    a: () => decide("harmless"), r: () => decide("change_required"), s: () => decide("proposal"), o: () => decide("exception"),
    v: () => window.planner?.selectText?.(),
    u: () => document.querySelector("[data-undo]")?.form.requestSubmit(),
    "?": () => document.getElementById("desk-keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !document.querySelector("[data-desk]")) return;
    const field = event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
    if (event.defaultPrevented) return;
    if (field && event.key === "Enter" && (event.ctrlKey || event.metaKey)) return field.form?.matches("[data-verdict], .pw-remark-form, .pw-talk__form") && field.form.requestSubmit();
    if (field && event.key === "Escape") return field.blur();
    if (field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  document.addEventListener("mousedown", (event) => event.target.closest('[data-key="m"], [data-key="v"]') && event.preventDefault()); // keeps the selection
  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]");
    if (key) return keys[key.dataset.key]();
    const mark = event.target.closest("[data-read] [data-finding]");
    const card = mark && document.querySelector(`[data-card="${mark.dataset.finding}"]`);
    if (card) { event.preventDefault(); open(card); }
  });
  document.addEventListener("toggle", (event) => event.target.matches?.("[data-card]") && event.target.open && light(event.target, false), true);

  // While old and new desk are both in the page, the browser may close the new open card as the second of its group.
  const arrive = (scroll) => {
    const shown = current() ?? document.querySelector("[data-card][data-shown]");
    if (shown) shown.open = true;
    light(shown, scroll);
    if (scroll) (shown?.querySelector("[aria-invalid=true]") ?? shown?.querySelector("summary") ?? document.getElementById("left"))?.focus({ preventScroll: true });
  };
  document.addEventListener("DOMContentLoaded", () => arrive(new URLSearchParams(location.search).has("after")));
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.sourceElement?.matches?.("[data-looking]")) return; // who comes and goes moves nothing
    if (document.querySelector("[data-desk]") && document.activeElement === document.body) arrive(true);
  });
})();
