// What every page shares: theme without a reload, dialogs, toasts, focus on the error summary, PIN boxes,
// a shown password, a fresh form token. Everything here works without it, only less smoothly.
"use strict";

const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

document.addEventListener("submit", (event) => {
  const form = closest(event, "[data-theme-form]");
  const theme = form && event.submitter?.value;
  if (!theme) return;
  event.preventDefault(); // the page may hold words that are not saved yet
  document.documentElement.dataset.theme = theme;
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual", keepalive: true }); // leaving the page must not lose the choice
});

document.addEventListener("click", (event) => {
  const opener = closest(event, "[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog instanceof HTMLDialogElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("[autofocus], input:not([type=hidden]), textarea")?.focus();
  }
  closest(event, "[data-dialog-close]")?.closest("dialog")?.close();
  closest(event, "[data-toast-close]")?.closest(".pw-toast")?.remove();
  const eye = closest(event, "[data-reveal]");
  const secret = eye && document.getElementById(eye.dataset.reveal);
  if (secret) {
    secret.type = secret.type === "password" ? "text" : "password";
    eye.setAttribute("aria-pressed", String(secret.type === "text"));
  }
});

// A click on the veil closes a dialog, as Escape does.
document.addEventListener("mousedown", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

function drawPin(box) {
  const input = box.querySelector("input");
  const focused = document.activeElement === input;
  box.classList.add("pw-pin--drawn");
  box.querySelectorAll(".pw-pin__box").forEach((cell, at) => {
    cell.classList.toggle("pw-pin__box--filled", at < input.value.length);
    cell.classList.toggle("pw-pin__box--caret", focused && at === Math.min(input.value.length, 5) && input.value.length < 6);
  });
}

document.addEventListener("input", (event) => {
  const box = closest(event, "[data-pin]");
  if (!box) return;
  const digits = event.target.value.replace(/\D/g, "").slice(0, 6);
  if (digits !== event.target.value) event.target.value = digits;
  drawPin(box);
});
// A pasted "271 828" is six digits, although the box takes six characters.
document.addEventListener("paste", (event) => {
  const box = closest(event, "[data-pin]");
  if (!box) return;
  event.preventDefault();
  event.target.value = event.clipboardData.getData("text").replace(/\D/g, "").slice(0, 6);
  drawPin(box);
});
for (const kind of ["focusin", "focusout"]) {
  document.addEventListener(kind, (event) => {
    const box = closest(event, "[data-pin]");
    if (box) setTimeout(() => drawPin(box));
  });
}

function freshen(root) {
  root.querySelectorAll("[data-pin]").forEach(drawPin);
  root.querySelectorAll("[data-needs-script], [data-toast-close]").forEach((part) => (part.hidden = false));
  root.querySelector("[data-focus]")?.focus();
}
document.addEventListener("DOMContentLoaded", () => freshen(document));
document.addEventListener("htmx:after:swap", (event) => freshen(event.target instanceof Element ? event.target : document));

// After signing in again in another window the old token is refused once; the refusal carries the new one.
function useToken(token) {
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  document.querySelectorAll("input[name=csrf_token]").forEach((input) => (input.value = token));
}
document.addEventListener("htmx:before:response", (event) => {
  const token = event.detail?.ctx?.response?.headers?.get("X-CSRFToken");
  if (token) useToken(token);
});
window.planner = Object.assign(window.planner ?? {}, { useToken, freshen });
