// The way to the server and back: posts, says where the words are, tries again, and brings back what was not sent.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, values, setValues, base } = planner.step;
  let wait = 2000;
  let retrying = 0;

  const icons = { typing: "cloud-up", saving: "cloud-up", offline: "cloud-off", failed: "cloud-off", ended: "cloud-off" };
  const state = (kind) => {
    const line = document.getElementById("save-state");
    if (!line) return;
    line.className = `pw-save pw-save--${kind === "ended" ? "offline" : kind}`;
    line.ariaLive = kind === "typing" ? "off" : null; // no voice speaks into every pause of the hands
    line.querySelector(".pw-save__words").textContent = line.dataset[kind];
    const icon = line.querySelector("use");
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${icons[kind]}`));
    document.querySelector(".pw-saved__count")?.remove();
    if (kind !== "ended") return;
    const link = document.createElement("a");
    link.className = "pw-link";
    link.href = form.dataset.signIn;
    link.target = "_blank"; // this page keeps the words and saves them once the other one is signed in
    link.rel = "opener";
    link.textContent = form.dataset.wordsSignIn;
    line.append(link);
  };

  const later = () => {
    clearTimeout(retrying);
    retrying = setTimeout(() => planner.retry(), wait);
    wait = Math.min(wait * 2, 8000); // so that words are saved within ten seconds of the server's return
  };

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  const say = (text) => {
    const box = document.getElementById("toasts");
    const said = parse(text).body;
    box.replaceChildren(...said.childNodes);
    planner.freshen?.(box);
  };

  const post = async (data, edit, again = true) => {
    const slow = setTimeout(() => state("saving"), 400);
    try {
      const headers = { "HX-Request": "true", "X-Revision": String(edit) };
      const answer = await fetch(form.action, { method: "POST", body: data, headers, keepalive: String(data).length < 60000 });
      const token = answer.headers.get("X-CSRFToken");
      if (answer.status === 400 && token && again) {
        planner.useToken?.(token);
        data.set("csrf_token", token);
        return post(data, edit, false);
      }
      if (answer.headers.get("X-Step")) {
        wait = 2000;
        return parse(await answer.text()).querySelector("[data-parts]");
      }
      if (answer.status === 401) state("ended");
      else {
        state("failed");
        say(await answer.text());
        if (answer.status >= 500 || answer.status === 429) later();
      }
    } catch {
      state("offline");
      later();
    } finally {
      clearTimeout(slow);
    }
    return null;
  };

  // Words just typed are not called saved; a line that says what is wrong goes on saying so.
  const typing = () => document.querySelector("#save-state:is(.pw-save--saved, .pw-save--new)") && state("typing");

  Object.assign(planner, { state, typing, post });

  // Words from before: put back where they were typed, with the base they were typed on, so that nothing newer is overwritten.
  const bringBack = () => planner.store.all().forEach(([path, kept]) => {
    if (!path.startsWith(`${form.dataset.step}.`)) return;
    const field = base(path);
    if (!field) return planner.store.drop(path);
    if (JSON.stringify(values(path)) === JSON.stringify(kept.values)) return planner.store.drop(path);
    setValues(path, kept.values);
    field.value = kept.base;
    planner.step.named(path).forEach((control) => planner.follow?.(control));
    planner.changed(path);
  });

  addEventListener("online", () => planner.retry());
  addEventListener("offline", () => planner.unsent() && state("offline"));
  addEventListener("focus", () => planner.retry());
  document.addEventListener("visibilitychange", () => planner.retry());
  bringBack();
})();
