// Steps back and forward through what was composed, and the last configuration kept for the next visit.

const root = document.querySelector("#compose");
const undo = document.querySelector("#undo");
const redo = document.querySelector("#redo");
const kept = `officina:${root.dataset.product}:last`;
const top = `officina:${root.dataset.product}:top`;
const here = document.querySelector("#question").dataset.here;

let current = history.state?.step ?? 0;
const lastStep = () => Number(read(sessionStorage, top) ?? 0);

function read(storage, key) {
  try { return storage.getItem(key); } catch { return null; }
}
function write(storage, key, value) {
  try { storage.setItem(key, value); } catch { /* storage is off: nothing is kept */ }
}

function showButtons() {
  undo.disabled = current === 0;
  redo.disabled = current >= lastStep();
}

if (history.state?.step === undefined) {
  history.replaceState({ step: 0 }, "");
  write(sessionStorage, top, 0);
}
showButtons();
offerLast();
if (location.search) write(localStorage, kept, location.search.slice(1));

function offerLast() {
  const last = read(localStorage, kept);
  if (location.search || !last || last === root.dataset.query) return;
  const offer = document.querySelector("#continue");
  offer.querySelector("a").search = last;
  offer.hidden = false;
}

document.addEventListener("composed", ({ detail: { answer, history: how } }) => {
  const address = `${here}?${answer.query}`;
  if (how === "push" && address !== location.pathname + location.search) {
    current += 1;
    history.pushState({ step: current }, "", address);
    write(sessionStorage, top, current);
  } else if (how === "replace") {
    history.replaceState({ step: current }, "", address);
  }
  document.querySelector("#continue").hidden = true;
  write(localStorage, kept, answer.query);
  showButtons();
});

addEventListener("popstate", () => {
  if (history.state?.step === undefined) return history.replaceState({ step: current }, ""); // a jump inside the page
  current = history.state.step;
  document.dispatchEvent(new CustomEvent("compose", { detail: { query: location.search.slice(1), history: "none", isSettled: true } }));
});

undo.addEventListener("click", () => history.back());
redo.addEventListener("click", () => history.forward());
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input[type=search], textarea")) return;
  const key = event.key.toLowerCase();
  const isRedo = key === "y" || (key === "z" && event.shiftKey);
  const button = isRedo ? redo : key === "z" ? undo : null;
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});
