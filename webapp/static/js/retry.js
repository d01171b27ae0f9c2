"use strict";
// The database is away: ask every five seconds whether it is back, then load the page again.
const link = document.querySelector("[data-retry]");
if (link) {
  setInterval(async () => {
    try {
      const answer = await fetch(link.dataset.retry, { cache: "no-store" });
      if (answer.ok) window.location.reload();
    } catch {
      // Still away.
    }
  }, 5000);
}
