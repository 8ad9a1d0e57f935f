// What was typed and is not on the server yet, kept in this browser by person, plan, revision and field.
(() => {
  "use strict";

  const form = document.querySelector("form[data-step]");
  if (!form) return;
  const planner = (window.planner = window.planner ?? {});
  const prefix = `pw ${form.dataset.keep} `;
  const quiet = (work, otherwise) => {
    try { return work(); } catch { return otherwise; } // storage may be full or forbidden; saving goes on without it
  };

  const named = (path) => {
    const found = form.elements.namedItem(path);
    return found instanceof RadioNodeList ? [...found] : found ? [found] : [];
  };
  const ticked = (control) => /^(radio|checkbox)$/.test(control.type);

  planner.step = {
    form,
    named,
    values: (path) => named(path).filter((c) => !ticked(c) || c.checked).map((c) => c.value),
    setValues: (path, values) => named(path).forEach((c) => {
      if (ticked(c)) c.checked = values.includes(c.value);
      else c.value = values[0] ?? "";
    }),
    base: (path) => named(`base:${path}`)[0],
    control: (id) => document.getElementById(id),
  };

  planner.store = {
    put: (path, base) => quiet(() => localStorage.setItem(prefix + path, JSON.stringify({ values: planner.step.values(path), base }))),
    drop: (path) => quiet(() => localStorage.removeItem(prefix + path)),
    all: () => quiet(() => Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => [key.slice(prefix.length), JSON.parse(localStorage.getItem(key))]), []),
  };
})();
