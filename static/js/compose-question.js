// The dialog that asks before something else changes: up to three proposals, of which one is picked.

const dialog = document.querySelector("#question");
const byId = (id) => document.getElementById(id);
const cloned = (id) => document.importNode(byId(id).content.firstElementChild, true); // its links have no address before that
let decided = () => {};

/** Ask. `then` is called with a query string, and whether that is a change. */
export function openQuestion(question, then) {
  decided = then;
  byId("question-title").textContent = question.title;
  byId("question-reasons").replaceChildren(...question.reasons.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  const legend = byId("question-proposals").querySelector("legend");
  byId("question-proposals").replaceChildren(legend, ...question.proposals.map((proposal, place, all) => card(proposal.changes, place + 1, all.length > 1)));
  for (const old of dialog.querySelectorAll(".question__do")) old.remove();
  byId("question-keep").before(...question.proposals.map(doLink));
  byId("question-keep").search = question.keep_query;
  dialog.showModal();
}

/** A question that came with the page is asked again, as a modal one. */
export function takeQuestion(then) {
  if (!dialog.open) return;
  decided = then;
  dialog.removeAttribute("open");
  dialog.showModal();
}

function card(changes, place, isOneOfSeveral) {
  const made = cloned("proposal-template");
  const pick = made.querySelector("input");
  pick.id = `proposal-${place}`;
  pick.checked = place === 1;
  made.querySelector("label").htmlFor = pick.id;
  if (!isOneOfSeveral) pick.remove();
  showChanges(made, changes);
  return made;
}

/** Write what changes into an element made of `changed` in changes.html. */
export function showChanges(made, changes) {
  made.querySelector(".changed__rows").replaceChildren(...changes.replacements.map((each) => {
    const row = cloned("replacement-template");
    for (const [part, text] of [["group", each.group], ["from", each.before], ["to", each.after]]) {
      row.querySelector(`.changed__${part}`).textContent = text;
    }
    return row;
  }));
  for (const part of ["added", "dropped"]) {
    const line = made.querySelector(`.changed__${part}`);
    line.lastElementChild.textContent = changes[part];
    line.hidden = !changes[part];
  }
  made.querySelector(".changed__difference").textContent = changes.difference;
  made.querySelector(".changed__total").textContent = changes.total;
}

function doLink(proposal) {
  const link = cloned("do-template");
  link.search = proposal.query;
  link.lastElementChild.textContent = proposal.changes.difference;
  return link;
}

const picked = () => {
  const picks = [...dialog.querySelectorAll(".proposal__pick")];
  return dialog.querySelectorAll(".question__do")[Math.max(picks.findIndex((pick) => pick.checked), 0)];
};

dialog.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  dialog.close(link.id === "question-keep" ? "" : link.search);
});
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".proposal__pick")) return;
  event.preventDefault();
  dialog.close(picked().search);
});
dialog.addEventListener("close", () => {
  const isChanged = dialog.returnValue !== "";
  const query = isChanged ? dialog.returnValue : byId("question-keep").search;
  dialog.returnValue = "";
  decided(query.slice(1), isChanged);
});
