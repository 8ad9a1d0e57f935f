// Tells the server every so often that this page is open in front of somebody, and shows who else has it open.
// A hidden tab says nothing; it is no activity, so the session ends all the same, and then the page falls silent.
(() => {
  "use strict";

  const EVERY = 25_000; // as services/presence.py has it
  let [last, over] = [0, false];

  const line = () => document.querySelector("[data-looking]");
  const look = () => {
    const here = line();
    if (over || !here || document.hidden || Date.now() - last < EVERY / 2) return;
    if (!here.hasAttribute("data-htmx-powered")) return void setTimeout(look, 1000); // htmx comes to it a moment after the page
    last = Date.now();
    here.dispatchEvent(new CustomEvent("looking"));
  };

  // What goes wrong with a sign of life is nobody's concern, but that the session has ended is said once.
  document.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail ?? {};
    if (!ctx?.sourceElement?.matches?.("[data-looking]") || ctx.response.status < 400) return;
    over = over || [401, 403, 404].includes(ctx.response.status);
    if (ctx.response.headers.get("X-Session") !== "ended") event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
})();
