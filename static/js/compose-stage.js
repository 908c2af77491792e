// The picture: swapped when its successor has loaded; other sides of the product; full screen.

const figure = document.querySelector("#figure");
const button = document.querySelector("#full-screen");
const form = document.querySelector("#choices");
let newest = null;

document.addEventListener("composed", ({ detail: { answer } }) => {
  if (answer.picture) showPicture(answer.picture);
  for (const link of document.querySelectorAll("[data-view]")) {
    const query = new URLSearchParams(answer.query);
    query.set("view", link.dataset.view);
    link.search = query;
    if (link.dataset.view === answer.picture?.view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
});

async function showPicture(answer) {
  const old = figure.querySelector(".stage__picture:last-of-type");
  const next = old.cloneNode(true);
  next.removeAttribute("aria-hidden");
  for (const source of next.querySelectorAll("source")) {
    source.srcset = answer.scenes[source.media.includes("dark") ? "dark" : "light"][source.type];
  }
  const image = next.querySelector("img");
  image.src = answer.address;
  image.alt = answer.alt;
  newest = next;
  next.classList.add("stage__picture--new");
  await image.decode().catch(() => {}); // a picture that fails shows its words
  if (newest !== next) return;
  old.setAttribute("aria-hidden", "true");
  old.after(next);
  next.addEventListener("animationend", () => old.remove(), { once: true });
  if (getComputedStyle(next).animationName === "none") old.remove();
}

for (const link of document.querySelectorAll("[data-view]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    let field = form.querySelector('[name="view"]');
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "view" });
      document.querySelector("#notices").before(field);
    }
    field.value = link.dataset.view;
    const query = link.search.slice(1);
    document.dispatchEvent(new CustomEvent("compose", { detail: { query, history: "replace", isSettled: true } }));
  });
}

if (button && document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else figure.requestFullscreen();
  });
}
