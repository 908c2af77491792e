/* An edition's page keeps up with its progress; without this, reloading shows the same. */

const SECONDS = 10;
const AT_MOST = 300;

const panel = document.querySelector("[data-progress]");
let wait = SECONDS;

function show(progress) {
  for (const part of panel.querySelectorAll("[data-live]")) {
    const name = part.dataset.live;
    if (part instanceof HTMLProgressElement) {
      part.max = progress.capacity;
      part.value = progress.paid;
    } else if (name === "actions") {
      part.hidden = !progress.can_order;
    } else if (part.textContent !== progress[name]) {
      part.textContent = progress[name];
    }
  }
  const badge = panel.querySelector("[data-live=label]");
  badge.className = `badge badge--${progress.tone}`;
}

/* Seldom, only while somebody looks, and ever more seldom while the site does not answer. */
async function ask() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(panel.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const progress = await answer.json();
      show(progress);
      wait = SECONDS;
      if (!progress.is_live) return;
    } catch {
      wait = Math.min(2 * wait, AT_MOST);
    }
  }
  setTimeout(ask, 1000 * wait * (0.9 + 0.2 * Math.random()));
}

/* The deadline on the visitor's own clock, unless that is UTC. */
function showLocally(deadline) {
  const moment = new Date(deadline.dateTime);
  if (moment.getTimezoneOffset() === 0) return;
  const written = new Intl.DateTimeFormat(document.documentElement.lang, {
    day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(moment);
  const local = document.createElement("span");
  local.className = "edition-page__local";
  local.textContent = deadline.dataset.local.replace("{moment}", written);
  deadline.after(local);
}

if (panel) {
  showLocally(panel.querySelector("time[data-local]"));
  setTimeout(ask, 1000 * SECONDS);
}
