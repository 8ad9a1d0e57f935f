// A row stands in the band its answer names: change the answer, by the control, a key or by pulling the card, and it moves there.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, values } = planner.step;
  let pulled = null;

  const rowOf = (element) => element.closest("[data-band-rows] > li");
  const pathOf = (row, field) => row.querySelector(`[data-path$=".${field}"]`)?.dataset.path;
  const bandFor = (map, value) => [...map.querySelectorAll("[data-band]")].find((band) => band.dataset.band === value && band.closest("[data-bands]") === map);

  const settle = (row, map) => {
    const value = values(pathOf(row, map.dataset.bands))[0] ?? "";
    const band = bandFor(map, value);
    const from = row.closest("[data-band]");
    if (!band || band === from) return;
    const focused = row.contains(document.activeElement) && document.activeElement;
    band.hidden = false;
    band.querySelector("[data-band-rows]").append(row);
    if (!from.dataset.band && !from.querySelector("[data-band-rows]").children.length) from.hidden = true;
    focused?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("change", (event) => {
    const row = rowOf(event.target);
    const map = row?.closest("[data-bands]");
    if (map && event.target.name === pathOf(row, map.dataset.bands)) settle(row, map);
  });

  const droppable = (target) => {
    const band = target.closest?.("[data-band]");
    return pulled && band?.dataset.band && band.closest("[data-bands]") === pulled.closest("[data-bands]") ? band : null;
  };
  form.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-band-grip]");
    if (grip && event.pointerType === "mouse") grip.draggable = true;
  });
  form.addEventListener("dragstart", (event) => {
    pulled = event.target.matches?.("[data-band-grip]") ? rowOf(event.target) : null;
    if (pulled) event.dataTransfer.effectAllowed = "move";
  });
  form.addEventListener("dragover", (event) => {
    const band = droppable(event.target);
    if (!band) return;
    event.preventDefault();
    form.querySelectorAll(".pw-band--over").forEach((other) => other.classList.toggle("pw-band--over", other === band));
    band.classList.add("pw-band--over");
  });
  form.addEventListener("drop", (event) => {
    const band = droppable(event.target);
    if (!band) return;
    event.preventDefault();
    const map = band.closest("[data-bands]");
    const path = pathOf(pulled, map.dataset.bands);
    planner.step.setValues(path, [band.dataset.band]);
    settle(pulled, map);
    planner.changed(path, 0);
  });
  form.addEventListener("dragend", () => {
    pulled = null;
    form.querySelectorAll(".pw-band--over").forEach((band) => band.classList.remove("pw-band--over"));
  });
})();
