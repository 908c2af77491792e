// Finds choices by their words, and remembers which groups lie open.

const search = document.querySelector("#search");
const words = document.querySelector("#search-words");
const count = document.querySelector("#search-count");
const nothing = document.querySelector("#search-nothing");
const groups = [...document.querySelectorAll(".group")];
const kept = `officina:${document.querySelector("#compose").dataset.product}:open`;
let before = null;

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
const cards = groups.flatMap((group) => {
  const name = plain(group.querySelector(".group__name").textContent);
  return [...group.querySelectorAll(".option, .number")].map((card) => {
    const own = plain([...card.querySelectorAll(".option__name, .option__description, .mark")].map((each) => each.textContent).join(" "));
    return { card, group, words: `${name} ${own}`.split(/[^\p{L}\p{N}]+/u) };
  });
});

function find() {
  const asked = plain(words.value).split(/\s+/).filter(Boolean);
  before ??= groups.map((group) => group.open);
  const found = cards.filter(({ words: has }) => asked.every((word) => has.some((each) => each.startsWith(word))));
  const isFound = new Set(found.map(({ card }) => card));
  for (const { card } of cards) card.hidden = asked.length > 0 && !isFound.has(card);
  groups.forEach((group, place) => {
    const hits = found.some((each) => each.group === group);
    group.hidden = asked.length > 0 && !hits;
    group.open = asked.length ? hits : before[place];
  });
  for (const part of document.querySelectorAll(".part")) {
    part.hidden = [...part.querySelectorAll(".group")].every((group) => group.hidden);
  }
  nothing.hidden = found.length > 0;
  if (!asked.length) before = null;
  count.textContent = !asked.length ? "" : found.length ? count.dataset.some.replace("{count}", found.length) : count.dataset.none;
}

words.addEventListener("input", find);
words.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});

try {
  const open = JSON.parse(sessionStorage.getItem(kept));
  if (open) for (const group of groups) group.open = open.includes(group.dataset.group);
} catch { /* nothing was kept */ }
for (const group of groups) {
  group.addEventListener("toggle", () => {
    if (before) return;
    try {
      sessionStorage.setItem(kept, JSON.stringify(groups.filter((each) => each.open).map((each) => each.dataset.group)));
    } catch { /* storage is off */ }
  });
}
