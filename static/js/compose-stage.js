// The server's picture: swapped when its successor has loaded; other sides of the product, other light; full screen.

const figure = document.querySelector("#figure");
const button = document.querySelector("#full-screen");
const form = document.querySelector("#choices");
const ways = ["view", "scene"]; // of looking at it
let newest = null;
let said = null;

document.addEventListener("composed", ({ detail: { answer } }) => {
  const { picture } = answer;
  if (!picture) return;
  said = picture;
  for (const way of ways) {
    for (const link of figure.closest("section").querySelectorAll(`[data-${way}][href]`)) {
      const query = new URLSearchParams(answer.query);
      if (link.dataset[way]) query.set(way, link.dataset[way]);
      else query.delete(way);
      link.search = query;
      if (link.dataset[way] === picture[way]) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
  document.querySelector("#print").action = picture.print_address;
  // The showroom's canvas needs no picture from the server; it says so when it does.
  if (figure.classList.contains("stage__figure--live")) figure.querySelector(".stage__picture img").alt = picture.alt;
  else showPicture(picture);
});
document.addEventListener("picture-needed", () => said && showPicture(said));

async function showPicture(picture) {
  const old = figure.querySelector(".stage__picture:last-of-type");
  const next = old.cloneNode(true);
  next.removeAttribute("aria-hidden");
  const image = next.querySelector("img");
  const { sizes } = next.querySelector("source");
  next.replaceChildren(...sources(picture.scenes, sizes), image);
  image.src = picture.address;
  image.alt = picture.alt;
  newest = next;
  next.classList.add("stage__picture--new");
  await image.decode().catch(() => {}); // a picture that fails shows its words
  if (newest !== next) return;
  old.setAttribute("aria-hidden", "true");
  old.after(next);
  next.addEventListener("animationend", () => old.remove(), { once: true });
  if (getComputedStyle(next).animationName === "none") old.remove();
}

function sources(scenes, sizes) {
  return Object.entries(scenes).flatMap(([scene, files], place, all) => Object.entries(files).map(([type, srcset]) => {
    const source = Object.assign(document.createElement("source"), { type, srcset, sizes });
    if (scene === "dark" && all.length > 1) source.media = "(prefers-color-scheme: dark)";
    return source;
  }));
}

for (const way of ways) {
  for (const link of figure.closest("section").querySelectorAll(`[data-${way}][href]`)) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      keepInForm(way, link.dataset[way]);
      const query = link.search.slice(1);
      document.dispatchEvent(new CustomEvent("compose", { detail: { query, history: "replace", isSettled: true } }));
    });
  }
}

function keepInForm(name, value) {
  let field = form.querySelector(`[name="${name}"]`);
  if (!value) return field?.remove();
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name });
    document.querySelector("#notices").before(field);
  }
  field.value = value;
}

if (button && document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else figure.requestFullscreen().catch(() => {}); // the browser's own rules may forbid it
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  });
}
