// Lists of single lines (the SWOT square, the fishbone): Enter begins the next one, a line left empty goes.
// The next line stands at once and takes what is typed; when the server has made its row, the line becomes that row, so that
// nothing typed meanwhile is lost and an input method that composes is left in peace.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form } = planner.step;
  const PENDING = "pw-line-row--pending";

  const ask = (value) => {
    const by = Object.assign(document.createElement("button"), { name: "do", value, hidden: true });
    by.dataset.rowAct = "";
    form.append(by);
    return planner.act(by).finally(() => by.remove());
  };
  const textOf = (line) => line?.querySelector("textarea");
  const groupOf = (line) => line.closest("[data-group]").dataset.group;

  const begin = (line) => {
    const group = line.closest("[data-group]");
    if (document.querySelector(`.${PENDING}`) || !group.querySelector("[data-next] button")) return;
    const next = document.createElement("li");
    const bare = document.createElement("div");
    const box = line.querySelector(".pw-checked").cloneNode(true);
    next.className = `pw-line-row ${PENDING}`;
    bare.className = "pw-bare";
    box.querySelector(".pw-checked__backdrop").replaceChildren();
    const text = box.querySelector("textarea");
    for (const name of ["id", "name", "data-save", "aria-describedby", "aria-invalid"]) text.removeAttribute(name);
    text.setAttribute("aria-label", textOf(line).labels[0]?.textContent ?? "");
    text.value = text.defaultValue = "";
    bare.append(box);
    next.append(bare);
    line.after(next);
    text.focus();
    ask(`add:${group.dataset.group}:after=${line.dataset.key}`).then((good) => good || textOf(next)?.value || next.remove());
  };

  // The line somebody writes in becomes the row the server made.
  const become = (pending, fresh) => {
    const text = textOf(pending);
    for (const { name, value } of textOf(fresh).attributes) text.setAttribute(name, value);
    text.removeAttribute("aria-label");
    const box = pending.querySelector(".pw-checked");
    const place = fresh.querySelector(".pw-checked");
    const bare = fresh.querySelector(".pw-bare");
    for (const { name, value } of bare.attributes) box.parentElement.setAttribute(name, value);
    while (bare.firstChild !== place) box.before(bare.firstChild);
    while (place.nextSibling) box.parentElement.append(place.nextSibling);
    while (bare.nextSibling) pending.append(bare.nextSibling);
    for (const { name, value } of fresh.attributes) pending.setAttribute(name, value);
    if (text.value) { planner.follow?.(text); planner.changed(text.name); } else if (document.activeElement !== text) leave(pending);
  };

  // True when the fresh tool differs from the page only by rows begun or gone here: then nothing else is touched.
  const merge = (fresh, old) => {
    const steps = [];
    for (const group of fresh.querySelectorAll("[data-group]")) {
      const here = old.querySelector(`[data-group="${group.dataset.group}"]`);
      const wanted = [...group.querySelectorAll("[data-lines] > li")];
      const ids = new Set(wanted.map((line) => line.id));
      let at = 0;
      for (const line of here?.querySelectorAll("[data-lines] > li") ?? []) {
        const one = wanted[at];
        if (line.id && line.id === one?.id) at += 1;
        else if (!line.id && one && !document.getElementById(one.id)) { steps.push(() => become(line, one)); at += 1; }
        else if (line.id && !ids.has(line.id) && !textOf(line).value) steps.push(() => line.remove());
        else if (line.id) return false;
      }
      if (at < wanted.length) return false;
      steps.push(() => here.querySelector("[data-next]").replaceWith(group.querySelector("[data-next]")));
    }
    if (!steps.length) return false;
    const held = document.activeElement.closest("[data-group]");
    steps.forEach((step) => step());
    if (held && !held.contains(document.activeElement)) held.querySelector("[data-next] button")?.focus();
    return true;
  };
  planner.merging = { ...planner.merging, swot: merge, fishbone: merge };

  const leave = (line) => setTimeout(() => {
    const empty = line.isConnected && line.id && textOf(line).value.trim() === "" && !line.contains(document.activeElement);
    const chosen = line.querySelector("input[type=radio]:checked");
    if (empty && !chosen && document.hasFocus()) ask(`tidy:${groupOf(line)}`);
  }, 200);

  const lineOf = (target) => target.matches?.("[data-lines] textarea") && target.closest("li");
  form.addEventListener("keydown", (event) => {
    const line = lineOf(event.target);
    if (!line || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (line.id && event.target.value.trim()) begin(line);
    } else if (event.key === "Backspace" && !event.target.value && line.previousElementSibling) {
      event.preventDefault();
      const before = textOf(line.previousElementSibling);
      before.focus();
      before.setSelectionRange(before.value.length, before.value.length);
    }
  });
  form.addEventListener("focusout", (event) => { const line = lineOf(event.target); if (line) leave(line); });
  form.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".pw-line-more[open]")) return;
    document.querySelectorAll(".pw-line-more[open]").forEach((other) => { other.open = other === event.target; });
  }, true);
})();
