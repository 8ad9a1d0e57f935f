// Offers materials and approved wording under a field while somebody types: never while an input method composes,
// never in place of the field. Arrow keys choose, Enter takes, Escape closes; without scripts a datalist stands there.
(() => {
  "use strict";

  const planner = window.planner;
  const address = planner?.step?.form.dataset.library;
  if (!address) return;
  const { form, control: byId } = planner.step;
  const wait = 250;
  let timer = 0;
  let asked = null; // the request under way
  let open = null; // { control, box, at }
  let closedFor = null; // Escape closed it at these words
  let composing = false;

  const offering = (target) => target.matches?.("[data-offers], .pw-checked__input") && target.hasAttribute("data-save");
  const isMaterial = (control) => control.hasAttribute("data-offers");
  const before = (control) => (isMaterial(control) ? control.value : control.value.slice(0, control.selectionStart));

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
    if (!open) return;
    open.box.remove();
    ["aria-controls", "aria-activedescendant", "aria-autocomplete"].forEach((name) => open.control.removeAttribute(name));
    if (isMaterial(open.control)) open.control.setAttribute("aria-expanded", "false");
    open = null;
  };

  const show = (control, html) => {
    close();
    const box = document.createElement("div");
    box.className = "pw-offers";
    box.id = `${control.id}-offers`;
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", isMaterial(control) ? form.dataset.wordsMaterials : form.dataset.wordsPhrases);
    box.append(...new DOMParser().parseFromString(html, "text/html").body.children);
    const options = [...box.children];
    if (!options.length) return;
    options.forEach((option, n) => { option.id = `${box.id}-${n}`; });
    (control.closest(".pw-checked") ?? control).after(box);
    control.setAttribute("aria-controls", box.id);
    control.setAttribute("aria-autocomplete", "list");
    if (isMaterial(control)) control.setAttribute("aria-expanded", "true");
    open = { control, box, at: -1 };
  };

  const ask = async (control) => {
    const words = before(control);
    if (words === closedFor || composing || document.activeElement !== control) return;
    if (!isMaterial(control) && words.trim().length < 2) return close();
    asked?.abort();
    const mine = (asked = new AbortController());
    const query = new URLSearchParams({ path: control.name, before: words.slice(-200) });
    try {
      const answer = await fetch(`${address}?${query}`, { signal: mine.signal, headers: { "HX-Request": "true" } });
      const html = answer.ok ? (await answer.text()).trim() : "";
      if (mine !== asked || document.activeElement !== control || before(control) !== words || composing) return;
      if (html) show(control, html);
      else close();
    } catch { /* offline, or newer words were typed: nothing is offered */ }
  };

  const later = (control) => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(() => ask(control), wait);
  };

  // As typed by hand, so that the browser's own undo takes it back.
  const put = (control, start, end, words) => {
    control.focus();
    control.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      control.setRangeText(words, start, end, "end");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const take = (option) => {
    const { control } = open;
    const words = option.dataset.value;
    const end = isMaterial(control) ? control.value.length : control.selectionStart;
    const taken = isMaterial(control) ? end : [...control.value.slice(0, end)].slice(-Number(option.dataset.taken)).join("").length;
    const twice = !isMaterial(control) && /[。.]$/.test(words) && /^[。.，,；;]/.test(control.value.slice(end));
    close();
    put(control, end - taken, end, twice ? words.slice(0, -1) : words);
    clearTimeout(timer);
    closedFor = before(control);
    planner.changed(control.name, 0);
  };

  const choose = (step) => {
    const options = [...open.box.children];
    open.at = (open.at + step + options.length + (open.at < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === open.at)));
    open.control.setAttribute("aria-activedescendant", options[open.at].id);
    options[open.at].scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("compositionstart", () => { composing = true; close(); });
  form.addEventListener("compositionend", (event) => { composing = false; if (offering(event.target)) later(event.target); });
  form.addEventListener("input", (event) => { if (offering(event.target)) { closedFor = null; later(event.target); } });
  form.addEventListener("focusin", (event) => {
    if (!offering(event.target) || !isMaterial(event.target)) return;
    event.target.removeAttribute("list"); // one list is enough
    event.target.setAttribute("role", "combobox");
    event.target.setAttribute("aria-expanded", "false");
    if (!event.target.value) later(event.target);
  });
  form.addEventListener("focusout", (event) => { if (open?.control === event.target) close(); });
  form.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.control || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(step);
    else if (event.key === "Enter" && open.at >= 0) take(open.box.children[open.at]);
    else if (event.key === "Escape") { closedFor = before(open.control); close(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  form.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.(".pw-offers__option");
    if (!option || !open) return;
    event.preventDefault(); // the field keeps its caret
    take(option);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-near]");
    const control = button && byId(button.dataset.for);
    const at = control ? control.value.indexOf(button.dataset.near) : -1;
    if (at < 0) return; // the server puts it in
    event.preventDefault();
    put(control, at, at + button.dataset.near.length, button.dataset.phrase);
    clearTimeout(timer);
    closedFor = before(control);
    planner.changed(control.name, 0);
  });
})();
