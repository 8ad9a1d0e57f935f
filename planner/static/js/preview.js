// The preview beside the form: two tabs on a desk, a fold on a phone; drawn anew after each save, never taking the focus.
(() => {
  "use strict";

  const planner = window.planner;
  const panel = document.getElementById("preview");
  const column = panel?.parentElement;
  const tabs = [...(column?.querySelectorAll("[data-side-tab]") ?? [])];
  const frame = panel?.querySelector("iframe");
  if (!planner?.step || !frame || !tabs.length) return;
  const wide = matchMedia("(min-width: 1024px)");
  const KEPT = "planner-side";
  let stale = false;
  let timer = 0;
  let asked = 0;

  const seen = () => panel.open && (!wide.matches || column.dataset.side === "preview");

  // The frame stays and its place stays; only the words in it are changed.
  const draw = async () => {
    const turn = (asked += 1);
    try {
      const answer = await fetch(frame.src);
      if (!answer.ok || turn !== asked) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      const page = frame.contentDocument;
      if (turn !== asked || !page?.body || page.URL === "about:blank") return;
      const { scrollLeft, scrollTop } = page.scrollingElement;
      page.body.replaceWith(page.adoptNode(fresh));
      page.scrollingElement.scrollTo(scrollLeft, scrollTop);
      stale = false;
    } catch { /* away from the network: the next save tries again */ }
  };
  const later = () => {
    stale = true;
    clearTimeout(timer);
    if (seen()) timer = setTimeout(draw, 500);
  };

  const choose = (side, focus = false) => {
    column.dataset.side = side;
    if (wide.matches) panel.open = side === "preview";
    for (const tab of tabs) {
      const chosen = tab.dataset.sideTab === side;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen && focus) tab.focus();
    }
    if (stale && seen()) draw();
  };
  const keep = (side) => { try { sessionStorage.setItem(KEPT, side); } catch { /* private window */ } };
  const kept = () => { try { return sessionStorage.getItem(KEPT); } catch { return null; } };

  const count = () => {
    const found = document.querySelectorAll("#notes .pw-finding, .pw-ask__notes .pw-finding").length;
    column.querySelector("[data-side-count]").textContent = found;
  };

  const apply = planner.apply;
  planner.apply = (...all) => { apply(...all); count(); later(); };

  tabs[0].parentElement.hidden = false;
  tabs.forEach((tab) => tab.addEventListener("click", () => { choose(tab.dataset.sideTab); keep(tab.dataset.sideTab); }));
  tabs[0].parentElement.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = tabs.find((tab) => tab.getAttribute("aria-selected") === "false");
    choose(other.dataset.sideTab, true);
    keep(other.dataset.sideTab);
  });
  panel.addEventListener("toggle", () => stale && seen() && draw());
  document.addEventListener("keydown", (event) => { // walking through the remarks needs to see them
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) choose("notes");
  }, true);
  wide.addEventListener("change", () => choose(column.dataset.side));
  choose(wide.matches && kept() === "preview" ? "preview" : "notes");
})();
