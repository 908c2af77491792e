// Asks the device for a passkey as soon as a page has one to ask for, and sends the answer with the page's own form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (credentials) => (credentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const ask = {
  create: (options) => navigator.credentials.create({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  } }),
  get: (options) => navigator.credentials.get({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  } }),
};

const answer = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  extensions: JSON.stringify(credential.getClientExtensionResults()),
  response: {
    clientDataJSON: text(credential.response.clientDataJSON),
    attestationObject: text(credential.response.attestationObject),
    authenticatorData: text(credential.response.authenticatorData),
    signature: text(credential.response.signature),
    userHandle: text(credential.response.userHandle),
    transports: credential.response.getTransports?.(),
  },
});

async function run(form) {
  const [waiting, failed, again] = ["waiting", "failed", "again"].map((part) => form.querySelector(`[data-passkey-${part}]`));
  waiting.hidden = false;
  failed.hidden = again.hidden = true;
  try {
    const credential = await ask[form.dataset.passkey](JSON.parse(form.dataset.options));
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  } catch (error) {
    console.info("passkey:", error.name);
    waiting.hidden = true;
    failed.hidden = again.hidden = false;
    again.focus();
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => { event.preventDefault(); run(form); });
  run(form);
}
