"use strict";
// How far work is that goes on beside the page: asked two seconds after the last answer, and when it is done the page
// is loaded anew. Once: who asks for a page again before it is there breaks off the first.
const work = document.querySelector("[data-work]");
if (work) setTimeout(ask, 2000);

async function ask() {
  try {
    const answer = await fetch(work.dataset.work, { cache: "no-store" });
    if (answer.ok && isDone(new DOMParser().parseFromString(await answer.text(), "text/html"))) {
      window.location.reload();
      return;
    }
  } catch {
    // Away for a moment: ask again.
  }
  setTimeout(ask, 2000);
}

function isDone(page) {
  const now = page.querySelector("[data-work]");
  if (!now) return true;
  if (now.textContent !== work.textContent) work.replaceChildren(...now.childNodes);
  else if (now.querySelector("progress")) work.querySelector("progress").value = now.querySelector("progress").value;
  return false;
}
