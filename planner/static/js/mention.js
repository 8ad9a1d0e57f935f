// Names offered after @ in a message: arrows choose, Enter or Tab takes, Esc closes. Without this file the name is typed in full.
(() => {
  "use strict";

  let list = null;
  let field = null;

  const close = () => { list?.remove(); field?.removeAttribute("aria-controls"); list = field = null; };
  const begun = (control) => /@([^@\s]{0,12})$/.exec(control.value.slice(0, control.selectionStart));

  const put = (name) => {
    const [control, found] = [field, begun(field)];
    close();
    if (found) control.setRangeText(`@${name} `, found.index, control.selectionStart, "end");
    control.focus();
  };

  const show = (control) => {
    const found = begun(control);
    const names = found ? control.dataset.mention.split("|").filter((name) => name && name.includes(found[1]) && name !== found[1]) : [];
    close();
    if (!names.length) return;
    field = control;
    list = document.createElement("div");
    list.className = "pw-mentions";
    list.id = "mentions";
    list.setAttribute("role", "listbox");
    names.slice(0, 8).forEach((name, n) => {
      const option = Object.assign(document.createElement("button"), { type: "button", className: "pw-mentions__name", textContent: `@${name}`, tabIndex: -1 });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(n === 0));
      option.addEventListener("mousedown", (event) => { event.preventDefault(); put(name); });
      option.dataset.name = name;
      list.append(option);
    });
    control.setAttribute("aria-controls", "mentions");
    control.after(list);
  };

  const move = (by) => {
    const all = [...list.children];
    const at = (all.findIndex((one) => one.getAttribute("aria-selected") === "true") + by + all.length) % all.length;
    all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  };

  document.addEventListener("input", (event) => event.target.matches?.("[data-mention]") && !event.isComposing && show(event.target));
  document.addEventListener("compositionend", (event) => event.target.matches?.("[data-mention]") && show(event.target));
  document.addEventListener("focusout", (event) => event.target === field && close());
  document.addEventListener("keydown", (event) => {
    if (!list || event.isComposing || event.target !== field) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey || event.key === "Tab") put(list.querySelector("[aria-selected=true]").dataset.name);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
