// The tray: copies a passage, points at an unchosen field instead of sending the form, and begins folded on a phone.
(() => {
  "use strict";

  const narrow = matchMedia("(max-width: 1023.98px)");
  const tray = document.querySelector("[data-tray]");
  if (tray && narrow.matches && location.hash !== "#tray") tray.open = false;
  const bar = document.querySelector(".pw-bar");
  if (tray && bar) tray.style.setProperty("--pw-tray-floor", `${bar.offsetHeight}px`);
  if (tray && narrow.matches) document.querySelector(".pw-work")?.after(tray); // a sheet over the foot of the page, not a part of its column

  const words = (place) => [...place.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t")).join("\n") || place.textContent.trim();

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest?.("[data-copy]");
    if (copy) {
      const label = copy.querySelector(".pw-btn__words");
      const before = label.textContent;
      try {
        await navigator.clipboard.writeText(words(document.getElementById(copy.dataset.copy)));
        label.textContent = copy.dataset.wordsCopied;
        setTimeout(() => { label.textContent = before; }, 1600);
      } catch {
        const range = document.createRange(); // no clipboard over plain http: the words are at least selected
        range.selectNodeContents(document.getElementById(copy.dataset.copy));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }
      return;
    }
    const put = event.target.closest?.("[data-tray-put]");
    const field = put && document.getElementById(put.dataset.trayPut);
    if (field && !field.value) {
      event.preventDefault();
      field.focus();
      field.showPicker?.();
    }
  });
})();
