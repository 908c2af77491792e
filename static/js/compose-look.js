// A choice that is seen best from one side turns the product there; the next one that is not turns it back.

const form = document.querySelector("#choices");
const links = [...document.querySelectorAll(".views [data-view]")];
let look = null;
let before = null;

const shown = () => links.find((link) => link.hasAttribute("aria-current"))?.dataset.view;

document.addEventListener("change", ({ target }) => {
  const group = target.closest?.(".group");
  if (!group) return;
  const best = group.dataset.look;
  if (best && best !== shown()) {
    before = shown();
    look = best;
  } else if (!best && before) {
    look = before;
    before = null;
  }
}, { capture: true }); // before the form is read

form.addEventListener("formdata", ({ formData }) => {
  if (look) formData.set("view", look);
});

for (const link of links) {
  link.addEventListener("click", () => { look = before = null; });
}
