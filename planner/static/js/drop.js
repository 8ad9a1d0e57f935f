// Lets a file be dropped on the verify page; a dropped or chosen file is checked at once.
(() => {
  "use strict";

  const zones = () => document.querySelectorAll("[data-drop]");
  const most = (zone) => Number(zone.dataset.most || 0);

  const say = (zone, words) => {
    const line = zone.querySelector("[data-drop-says]");
    if (line) line.textContent = words;
  };

  const send = (zone, input) => {
    const file = input.files[0];
    if (!file) return;
    // The server refuses it too; this only spares the wait.
    if (most(zone) && file.size > most(zone)) {
      input.value = "";
      say(zone, zone.dataset.tooLarge);
      return;
    }
    say(zone, zone.dataset.checking.replace("{name}", file.name));
    input.form.requestSubmit();
  };

  const ready = () => zones().forEach((zone) => {
    if (zone.dataset.ready) return;
    zone.dataset.ready = "yes";
    const input = zone.querySelector("input[type=file]");
    const button = zone.querySelector("[data-drop-button]");
    if (button) button.hidden = true;
    zone.classList.add("pw-drop--live");
    input.addEventListener("change", () => send(zone, input));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("pw-drop--over");
    });
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("pw-drop--over");
    });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("pw-drop--over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      send(zone, input);
    });
  });

  // A file that misses the zone must not replace the page.
  ["dragover", "drop"].forEach((kind) => addEventListener(kind, (event) => {
    if (document.querySelector("[data-drop]")) event.preventDefault();
  }));

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:after:swap", ready);
  addEventListener("pageshow", (event) => { if (event.persisted) ready(); });
})();
