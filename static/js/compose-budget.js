// What it may cost: the slider and the number say the same, and at once whether the configuration fits.
// compose.js asks the server when either has changed; the closest that fits is proposed in the dialog.

const part = document.querySelector("#budget-part");
const slider = document.querySelector("#budget-slider");
const field = document.querySelector("#budget");
const current = document.querySelector("#budget-current");
const message = document.querySelector("#budget-message");
const show = document.querySelector("#budget-do");
const forget = document.querySelector("#budget-forget");
const amount = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: part.dataset.currency, maximumFractionDigits: 0 });

/** In a word, before the server has said more. */
function showAtOnce() {
  const typed = Number(field.value.replace(",", "."));
  const state = !field.value ? "none" : Number.isNaN(typed) ? part.dataset.state : typed < Number(part.dataset.total) ? "over" : "fits";
  if (state !== part.dataset.state) message.textContent = "";
  part.dataset.state = state;
  current.textContent = current.dataset[state] ?? "";
}

slider.addEventListener("input", () => {
  field.value = slider.value;
  slider.setAttribute("aria-valuetext", amount.format(slider.value));
  showAtOnce();
});
field.addEventListener("input", () => {
  if (Number(field.value)) slider.value = field.value;
  showAtOnce();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
forget.addEventListener("click", () => {
  field.value = "";
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
show.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("compose", { detail: { address: show.dataset.json + show.search } }));
});

document.addEventListener("composed", ({ detail: { answer } }) => {
  const { budget } = answer;
  part.dataset.total = answer.total;
  part.dataset.state = budget.state;
  current.textContent = current.dataset[budget.state] ?? "";
  message.textContent = budget.message;
  show.hidden = budget.state !== "over";
  show.search = answer.query;
  forget.hidden = budget.state === "none";
  field.toggleAttribute("aria-invalid", budget.state === "unreadable");
  Object.assign(slider, { min: budget.least, max: budget.most, step: budget.step });
  if (document.activeElement !== field) field.value = budget.typed;
  slider.value = Number(budget.typed.replace(",", ".")) || budget.most;
  slider.setAttribute("aria-valuetext", amount.format(slider.value));
});
slider.setAttribute("aria-valuetext", amount.format(slider.value));
