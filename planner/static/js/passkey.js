// Passkeys: a form marked data-passkey asks the server for a challenge, the browser for an answer, and is then sent with it.
// Without this the form stays hidden and a code does instead. Also the print button beside the recovery codes.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

async function answer(form) {
  const asked = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  if (!asked.ok) throw new Error(`${asked.status}`);
  const options = await asked.json();
  options.challenge = bytes(options.challenge);
  if (form.dataset.passkey === "get") {
    options.allowCredentials = known(options.allowCredentials);
    return packed(await navigator.credentials.get({ publicKey: options }), ["authenticatorData", "clientDataJSON", "signature", "userHandle"]);
  }
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = known(options.excludeCredentials);
  return packed(await navigator.credentials.create({ publicKey: options }), ["attestationObject", "clientDataJSON"]);
}

function packed(credential, names) {
  const response = {};
  for (const name of names) if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.passkey) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const said = form.querySelector("[data-passkey-said]");
  button.disabled = true;
  said.hidden = true;
  try {
    form.querySelector("input[name=credential]").value = await answer(form);
    form.submit(); // not again through here
  } catch {
    said.hidden = false; // cancelled, timed out, no such key: all look the same on purpose
    button.disabled = false;
    button.focus();
  }
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
