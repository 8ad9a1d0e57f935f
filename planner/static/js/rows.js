// Puts the parts of an answer where they belong, lets one choose between two texts, and opens the row an address points into.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, setValues, base } = planner.step;

  const put = {
    backdropFor: (part, id, waiting) => {
      const control = document.getElementById(id);
      if (control && !waiting(control.name)) planner.take(control, part);
    },
    headFor: (part, id) => {
      const row = document.getElementById(id);
      row?.querySelector(".pw-row__words")?.replaceWith(part.querySelector(".pw-row__words"));
      row?.querySelector(".pw-row__state")?.replaceWith(part.querySelector(".pw-row__state"));
      for (const tone of ["block", "review"]) row?.classList.toggle(`pw-row--${tone}`, part.dataset.tone === tone);
    },
    toast: (part) => {
      document.querySelector(".pw-toasts--undo")?.remove();
      document.getElementById("toasts").replaceChildren(...part.childNodes);
    },
    place: (part, id) => {
      const place = document.getElementById(id);
      const row = place?.matches("[data-row]") && place;
      if (row && "open" in row) row.open = true;
      (row ? row.querySelector("input:not([type=hidden]), textarea, select") ?? place : place)?.focus();
    },
  };

  const apply = (parts, { waiting, stale }) => {
    const last = [];
    let merged = false;
    for (const part of [...parts.children]) {
      const kind = Object.keys(put).find((name) => name in part.dataset);
      if (kind === "place") last.push(part);
      else if (kind) put[kind](part, part.dataset[kind], waiting);
      else if (!(stale && part.id === "notes")) {
        if (part.id === "notes") planner.clearPlaced?.();
        const old = document.getElementById(part.id);
        if (old && planner.merging?.[part.dataset.tool]?.(part, old)) { merged = true; continue; }
        if (!("follows" in part.dataset && old?.contains(document.activeElement))) old?.replaceWith(part);
        if (part.matches("section")) window.htmx?.process(part);
        if (part.id.endsWith("-error")) flag(part);
      }
    }
    planner.refresh();
    planner.placeNotes?.();
    if (!merged) last.forEach((part) => put.place(part, part.dataset.place));
  };

  const flag = (error) => {
    const control = document.getElementById(error.id.replace(/-error$/, ""));
    control?.toggleAttribute("aria-invalid", !error.hidden);
    if (!error.hidden) control?.setAttribute("aria-invalid", "true");
    control?.closest(".pw-checked")?.toggleAttribute("data-invalid", !error.hidden);
  };

  const reveal = () => {
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let row = place.closest("details"); row; row = row.parentElement.closest("details")) row.open = true;
    place.scrollIntoView({ block: "center" });
    if (place.matches("input, textarea, select")) place.focus();
  };

  Object.assign(planner, { apply, reveal });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches(".pw-checked--line textarea, input:not([type=submit])")) event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clash]");
    if (!button) return;
    event.preventDefault();
    const box = document.getElementById(`${button.dataset.for}-conflict`);
    const path = button.value.split(":")[1];
    base(path).value = box.querySelector("[data-clash-base]").value;
    if (button.dataset.clash === "theirs") {
      setValues(path, [JSON.parse(button.dataset.theirs)].flat());
      planner.follow?.(document.getElementById(button.dataset.for));
    }
    box.replaceChildren();
    box.hidden = true;
    planner.changed(path, 0);
    document.getElementById(button.dataset.for)?.focus();
  });
  form.addEventListener("click", (event) => { if (event.target.closest?.("a[href^='#f-']")?.hash === location.hash) reveal(); });
  addEventListener("hashchange", reveal);
  reveal();
})();
