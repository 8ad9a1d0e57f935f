// Opens the objective converter as a dialog over the step; what is still unsaved is saved first. Without scripts it is a page.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;

  const open = async (link) => {
    if (!(await planner.flush())) return;
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const dialog = page.querySelector("dialog");
      if (!answer.ok || !dialog) throw new Error("no dialog");
      document.getElementById("convert")?.remove();
      document.body.append(dialog);
      window.htmx?.process(dialog);
      dialog.addEventListener("close", () => { dialog.remove(); link.isConnected && link.focus(); });
      dialog.showModal();
      dialog.querySelector("input[type=radio]")?.focus();
    } catch {
      location.assign(link.href);
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-convert]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
})();
