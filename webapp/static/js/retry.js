"use strict";
// The database is away: ask every five seconds whether it is back, then load the page again. Once: who asks for a page
// again before it is there breaks off the first.
const link = document.querySelector("[data-retry]");
if (link) setTimeout(ask, 5000);

async function ask() {
  try {
    const answer = await fetch(link.dataset.retry, { cache: "no-store" });
    if (answer.ok) {
      window.location.reload();
      return;
    }
  } catch {
    // Still away.
  }
  setTimeout(ask, 5000);
}
