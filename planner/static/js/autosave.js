// Saves and checks in one request: 700 ms after typing stops and on leaving a field, never while an input method composes.
// One request at a time; what was typed meanwhile goes with the next, and an answer about older words does not touch them.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, values, base } = planner.step;
  const dirty = new Map(); // path → the edit it is waiting with
  const refused = new Set(); // paths whose words the server could not take
  let edits = 0;
  let running = null;
  let timer = 0;
  let composing = false;
  let leaving = false;

  const changed = (path, wait = 700) => {
    dirty.set(path, (edits += 1));
    planner.store.put(path, base(path)?.value ?? "");
    document.getElementById("notes")?.classList.add("pw-notes--waiting");
    planner.typing();
    clearTimeout(timer);
    if (!composing) timer = setTimeout(flush, wait);
  };

  const body = () => {
    const data = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    for (const path of dirty.keys()) {
      data.append(`base:${path}`, base(path)?.value ?? "");
      values(path).forEach((value) => data.append(path, value));
    }
    return data;
  };

  // What is being pressed stays where it is until it is let go: drawn anew in between, it would never hear of the click.
  let letGo = () => {};
  let press = Promise.resolve();
  addEventListener("pointerdown", () => {
    press = new Promise((free) => { letGo = () => setTimeout(free); setTimeout(free, 5000); });
  }, true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => letGo(), true);

  const request = async (data) => {
    planner.marked().forEach((path) => data.append("marked", path));
    form.querySelectorAll("details[data-row][open]").forEach((row) => data.append("open", row.id.split("-").pop()));
    const sent = new Map(dirty);
    const parts = await planner.post(data, edits);
    if (!parts) return false;
    await press;
    for (const [path, edit] of sent) if (dirty.get(path) === edit) dirty.delete(path);
    planner.apply(parts, { waiting: (path) => dirty.has(path), stale: dirty.size > 0 });
    for (const path of sent.keys()) {
      const id = planner.step.named(path)[0]?.closest("[data-field]")?.dataset.field;
      const fine = document.getElementById(`${id}-error`)?.hidden !== false && document.getElementById(`${id}-conflict`)?.hidden !== false;
      if (fine && !dirty.has(path)) planner.store.drop(path);
      refused[fine ? "delete" : "add"](path);
    }
    if (dirty.size) planner.typing();
    else document.getElementById("notes")?.classList.remove("pw-notes--waiting");
    return true;
  };

  // Waits its turn; true when everything that can be saved is saved.
  const alone = async (work) => {
    while (running) await running;
    running = work();
    try { return await running; } finally { running = null; }
  };
  const flush = async () => {
    clearTimeout(timer);
    if (composing || (!dirty.size && !running)) return !composing;
    return alone(async () => (dirty.size ? request(body()) : true)).then((good) => good && (dirty.size ? flush() : true));
  };
  const act = async (by) => (await flush()) && alone(() => request(new URLSearchParams(new FormData(form, by))));

  Object.assign(planner, { changed, flush, act, unsent: () => dirty.size > 0 || refused.size > 0, retry: () => dirty.size && flush() });

  const path = (target) => (target.matches?.("[data-save]") ? target.name : null);
  form.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
  form.addEventListener("compositionend", (event) => { composing = false; if (path(event.target)) changed(event.target.name); });
  form.addEventListener("input", (event) => path(event.target) && changed(event.target.name));
  form.addEventListener("change", (event) => path(event.target) && !event.target.matches("textarea, [type=text]") && changed(event.target.name, 60));
  form.addEventListener("focusout", (event) => path(event.target) && dirty.has(event.target.name) && flush());
  form.addEventListener("submit", async (event) => {
    const by = event.submitter;
    if (by?.matches("[data-row-act], [data-explain]")) { event.preventDefault(); act(by); return; }
    if (!dirty.size && !running) { leaving = true; return; }
    event.preventDefault();
    if (await flush()) { leaving = true; form.requestSubmit(by); }
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || link.target || link.origin !== location.origin) return;
    if (link.getAttribute("href").startsWith("#") || (!dirty.size && !running)) return;
    event.preventDefault();
    await flush();
    location.assign(link.href);
  });
  addEventListener("beforeunload", (event) => { if (!leaving && planner.unsent()) event.preventDefault(); });
  addEventListener("pageshow", () => { leaving = false; });
})();
