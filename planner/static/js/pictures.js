// The pictures of a step follow what was saved: one small request after an answer that touched what they show.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form } = planner.step;
  const SHOWN = "figure[id$='-picture']";
  let timer = 0;
  let asked = 0;

  const shows = (id) => {
    const control = document.getElementById(id);
    return Boolean(control?.closest("[data-tool]")?.querySelector(SHOWN) || (control && document.getElementById("step-picture")));
  };

  const draw = async () => {
    const turn = (asked += 1);
    try {
      const answer = await fetch(`${form.action}/pictures`, { headers: { "HX-Request": "true" } });
      if (!answer.ok || turn !== asked) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll(SHOWN)) {
        const now = fresh.getElementById(old.id);
        if (now && now.innerHTML !== old.innerHTML) old.replaceChildren(...now.childNodes);
        old.hidden = !now;
        old.closest(".pw-printed")?.toggleAttribute("hidden", !now);
      }
    } catch { /* the next save tries again */ }
  };

  const apply = planner.apply;
  planner.apply = (parts, ...rest) => {
    const saved = [...parts.querySelectorAll("[id$='-base']")].map((part) => part.id);
    apply(parts, ...rest);
    if (!saved.some(shows)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 150);
  };
})();
