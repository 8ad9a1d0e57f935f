// A signature takes a moment: say so, and send a signing form only once. (The six boxes are drawn by shell.js.)
(() => {
  "use strict";

  const busy = (form, on) => {
    const line = form.querySelector("[data-signing-progress]");
    if (line) line.hidden = !on;
    form.setAttribute("aria-busy", String(on));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-signing]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    busy(form, true);
  });

  // Back from the next page, or an answer that kept this form: it may be sent again.
  const again = () => document.querySelectorAll("form[data-signing]").forEach((form) => {
    delete form.dataset.sent;
    busy(form, false);
  });
  addEventListener("pageshow", again);
  document.addEventListener("htmx:after:swap", again);
})();
