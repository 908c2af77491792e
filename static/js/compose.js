// Composing without a reload: asks the server what a choice means and shows the answer in place.
// Other modules listen to "composed" on document, and with "compose" ask for a configuration or at another address.

import { openQuestion, takeQuestion } from "./compose-question.js";

const root = document.querySelector("#compose");
const form = document.querySelector("#choices");
const trouble = document.querySelector("#trouble");
const byId = (id) => document.getElementById(id);
const here = document.querySelector("#question").dataset.here;

let asking = null;
let lastAsked = null;
let shown = null;

document.documentElement.classList.add("scripted");

/** Ask for an answer and show it. A newer question makes an older one void. */
async function ask(address, { history = "push", isSettled = false } = {}) {
  asking?.abort();
  const mine = (asking = new AbortController());
  lastAsked = [address, { history, isSettled }];
  root.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).advice);
    const answer = await response.json();
    if (mine !== asking) return;
    trouble.hidden = true;
    if (answer.question && !isSettled) openQuestion(answer.question, settle);
    else show(answer, history);
  } catch (failure) {
    if (mine.signal.aborted) return;
    byId("trouble-text").textContent = failure instanceof TypeError ? root.dataset.offline : failure.message || root.dataset.offline;
    trouble.hidden = false;
  } finally {
    if (mine === asking) root.removeAttribute("aria-busy");
  }
}

/** What was decided in the dialog: a configuration, or the one that there was. */
const settle = (query, isChanged) => ask(stateAddress(query), { history: isChanged ? "push" : "replace", isSettled: true });
takeQuestion(settle);

const stateAddress = (query) => `${root.dataset.stateAddress}?${query}`;

function show(answer, history) {
  shown = answer;
  root.querySelector('[name="was"]').value = answer.written;
  for (const [id, option] of Object.entries(answer.options)) showOption(id, option);
  for (const [group, current] of Object.entries(answer.groups)) {
    document.querySelector(`[data-current="${group}"]`).textContent = current;
  }
  byId("total").textContent = byId("lines-total").textContent = answer.total_text;
  byId("vat").textContent = answer.vat_text;
  byId("lines").replaceChildren(...answer.lines.map((line) => row([line.name, line.amount], ["", "number"])));
  byId("notices").replaceChildren(...answer.notices.map(paragraph));
  byId("notices").hidden = answer.notices.length === 0;
  byId("nearest")?.remove(); // it spoke of the address that the page came with
  byId("announcement").textContent = answer.announcement;
  if (answer.count) byId("count-alike").textContent = answer.count.alike_words;
  showNews(answer.news);
  showAddresses(answer);
  document.dispatchEvent(new CustomEvent("composed", { detail: { answer, history, here } }));
}

function showOption(id, option) {
  const card = byId(`option-${id}`);
  if (!card) return; // a retired option has no card
  card.dataset.state = option.state;
  byId(`choice-${id}`).checked = option.is_chosen;
  byId(`price-${id}`).textContent = option.price;
  byId(`note-${id}`).textContent = option.note;
  byId(`beyond-${id}`).hidden = !option.is_beyond;
}

/** What came along with a choice, for a moment and for the eyes: the announcement says it aloud. */
function showNews(text) {
  const old = byId("news");
  const news = old.cloneNode(); // a new element, so that its animation starts again
  news.textContent = text;
  news.hidden = !text;
  old.replaceWith(news);
}

function showAddresses(answer) {
  const save = byId("save");
  const query = new URLSearchParams(answer.query);
  const kept = [byId("surprise").dataset.market, "view", "parent", "budget"].filter((name) => query.has(name));
  byId("surprise").search = new URLSearchParams(kept.map((name) => [name, query.get(name)]));
  for (const name of ["view", "budget"]) query.delete(name);
  if (save) save.search = query;
  byId("compare").search = new URLSearchParams({ a: answer.written });
}

function row(cells, classes) {
  const line = document.createElement("tr");
  cells.forEach((text, place) => {
    const cell = document.createElement(place ? "td" : "th");
    if (!place) cell.scope = "row";
    if (classes[place]) cell.className = classes[place];
    cell.textContent = text;
    line.append(cell);
  });
  return line;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

form.addEventListener("change", (event) => {
  if (event.target.closest("#search")) return;
  const isPart = !event.target.closest("#budget-part"); // a budget is no part of the configuration, so no step
  ask(stateAddress(new URLSearchParams(new FormData(form))), { history: isPart ? "push" : "replace" });
});
form.addEventListener("submit", (event) => event.preventDefault());
byId("retry").addEventListener("click", () => ask(...lastAsked));

byId("reset").addEventListener("click", (event) => {
  for (const name of ["view", "parent"]) root.querySelector(`input[name="${name}"]`)?.remove();
  follow(event, root.dataset.stateAddress);
});
byId("surprise").addEventListener("click", (event) => follow(event, byId("surprise").dataset.json + byId("surprise").search));
document.addEventListener("compose", ({ detail }) => ask(detail.address ?? stateAddress(detail.query), detail));

function follow(event, address) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  ask(address, { isSettled: true });
}

// Jumps inside the page are no steps: they leave no trace in the history that undo walks through.
for (const jump of document.querySelectorAll(".jumps a")) {
  jump.addEventListener("click", (event) => {
    event.preventDefault();
    const part = document.querySelector(jump.hash);
    part.scrollIntoView();
    part.focus({ preventScroll: true });
  });
}

byId("copy-link").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  const address = new URL(shown ? `${here}?${shown.query}` : location.href, location.href).href;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    await navigator.share({ title: document.title, url: address }).catch(() => {});
    return;
  }
  await navigator.clipboard.writeText(address);
  byId("announcement").textContent = button.lastElementChild.textContent = button.dataset.done;
});
