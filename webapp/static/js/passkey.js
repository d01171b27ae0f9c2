"use strict";
// A device that holds a passkey is asked by the browser, once the button is pressed; what it answers is sent as
// any form is. Without scripts, or in a browser that cannot ask, the page has the other way alone.
for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
    } catch {
      failed.hidden = false; // broken off, or no passkey for this site
      return;
    }
    form.submit();
  });
}

async function answer(form) {
  const options = JSON.parse(form.dataset.passkey);
  const { credentials } = navigator;
  const credential = "creates" in form.dataset
    ? await credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return credential.toJSON();
}
