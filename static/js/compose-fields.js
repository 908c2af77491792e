// Numbers with buttons around them, and words on an option with what is left of their room.

const form = document.querySelector("#choices");
const numbers = [...form.querySelectorAll("[data-number]")];
const texts = [...form.querySelectorAll("[data-option]")];
const byId = (id) => document.getElementById(id);
const weightless = /[\p{Mn}\p{Me}\p{Cf}]/u; // these count nothing, as on the server

for (const number of numbers) {
  const field = number.querySelector("input");
  number.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step === "up") field.stepUp();
    else field.stepDown();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("change", () => showEnds(number));
}

function showEnds(number) {
  const field = number.querySelector("input");
  for (const button of number.querySelectorAll("button")) {
    const hadFocus = document.activeElement === button;
    button.disabled = field.value === (button.dataset.step === "up" ? field.max : field.min);
    if (hadFocus && button.disabled) field.focus();
  }
}

for (const field of texts) {
  const ticked = byId(`choice-${field.dataset.option}`);
  showLeft(field);
  field.addEventListener("input", () => {
    showLeft(field);
    byId(`message-${field.dataset.option}`).textContent = "";
    ticked.checked = true; // nobody types for nothing
  });
  ticked.addEventListener("change", () => {
    if (ticked.checked) field.focus();
  });
}

function showLeft(field) {
  const said = byId(`left-${field.dataset.option}`);
  const words = field.value.normalize("NFC").trim().replace(/\s+/g, " ");
  const left = field.dataset.most - [...words].filter((letter) => !weightless.test(letter)).length;
  said.textContent = (left < 0 ? said.dataset.over : said.dataset.left).replace("{count}", Math.abs(left));
  said.classList.toggle("option__left--over", left < 0);
}

// What is typed for an option that is not chosen stays in its field, but is no part of the configuration.
form.addEventListener("formdata", ({ formData }) => {
  for (const field of texts) {
    if (!byId(`choice-${field.dataset.option}`).checked) formData.delete(field.name);
  }
});

document.addEventListener("composed", ({ detail: { answer } }) => {
  for (const [key, { value, price, message, notes }] of Object.entries(answer.numbers)) {
    byId(`choice-${key}`).value = value;
    byId(`price-${key}`).textContent = price;
    byId(`message-${key}`).textContent = message;
    byId(`note-${key}`).replaceChildren(...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })));
  }
  for (const number of numbers) showEnds(number);
  for (const field of texts) {
    const said = answer.texts[field.dataset.option];
    byId(`message-${field.dataset.option}`).textContent = said?.message ?? "";
    field.toggleAttribute("aria-invalid", Boolean(said?.words && said.message));
    if (!said || document.activeElement === field) continue;
    field.value = said.words;
    showLeft(field);
  }
});
