"use strict";
// How far work is that goes on beside the page: asked every two seconds, and when it is done the page is loaded anew.
const work = document.querySelector("[data-work]");
if (work) {
  setInterval(async () => {
    try {
      const answer = await fetch(work.dataset.work, { cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-work]");
      if (!now) window.location.reload();
      else if (now.textContent !== work.textContent) work.replaceChildren(...now.childNodes);
      else if (now.querySelector("progress")) work.querySelector("progress").value = now.querySelector("progress").value;
    } catch {
      // Away for a moment: ask again.
    }
  }, 2000);
}
