// The canvas over the server's picture: shows what is chosen at once, and what the server makes of it when it answers.
// While it is not (or no longer) complete, the server's picture is what is seen.

import { Compositor } from "./compositor.js";
import { LayerStore } from "./layers.js";
import { planOf, sceneOf, withChoice } from "./plan.js";
import { prefetcher } from "./prefetch.js";
import { turntable } from "./turntable.js";
import { zoomable } from "./zoom.js";

const FADE_MS = 250;
const MEGABYTE = 2 ** 20;

const figure = document.querySelector("#figure");
const form = document.querySelector("#choices");
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const state = {
  options: new Set(form.querySelector('[name="was"]').value.split("~")),
  view: figure.dataset.startView,
  scene: figure.dataset.startScene,
  frame: null, // the view of the turntable, while the product is being turned
};
const recipes = new Map(); // view → recipe, once it is here
let canvas, compositor, store, prefetch, turning, newest = 0;
let seen = ""; // the plan that is on the canvas

if (figure.dataset.artwork) {
  zoomable(figure);
  document.addEventListener("composed", ({ detail: { answer } }) => follow(answer));
  if (!isSaving()) whenUsed(start);
}

function isSaving() {
  return navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
}

/** A visitor who only looks has the server's picture: the layers' bytes are for those who touch, scroll or type. */
function whenUsed(work) {
  const signs = ["pointermove", "pointerdown", "keydown", "scroll", "focusin"];
  const idle = () => {
    for (const sign of signs) removeEventListener(sign, idle);
    if (window.requestIdleCallback) requestIdleCallback(work, { timeout: 1000 });
    else setTimeout(work);
  };
  for (const sign of signs) addEventListener(sign, idle, { passive: true });
}

function start() {
  canvas = Object.assign(document.createElement("canvas"), { className: "stage__canvas" });
  canvas.setAttribute("aria-hidden", "true"); // the picture under it says what is seen
  compositor = Compositor.on(canvas);
  if (!compositor) return;
  const budget = (navigator.deviceMemory <= 4 ? 128 : 320) * MEGABYTE;
  store = new LayerStore(compositor.gl, `${figure.dataset.artwork}/layers/`, budget);
  prefetch = prefetcher({ store, planFor, state });
  figure.querySelector(".stage__picture").after(canvas);
  canvas.addEventListener("webglcontextlost", loseContext);
  canvas.addEventListener("webglcontextrestored", restoreContext);
  form.addEventListener("change", ({ target }) => choose(target));
  dark.addEventListener("change", () => update());
  turning = turntable(figure, { state, dark, update, isReady: isHere, get: async (view) => store.load((await planFor(view)).files) });
  update({ fades: false });
}

/** A click is shown before the server has judged it. */
function choose(input) {
  if (!input.name || !["radio", "checkbox"].includes(input.type)) return;
  state.options = withChoice(state.options, input);
  update();
}

function follow({ written, picture }) {
  if (!picture) return;
  const isElsewhere = picture.view !== state.view;
  Object.assign(state, { options: new Set(written.split("~")), view: picture.view, scene: picture.scene });
  if (!turning) return; // nothing is drawn yet
  if (isElsewhere) state.frame = null;
  turning.settle();
  update();
}

/** Show the state: in this frame where all layers are here, otherwise when they have come. */
async function update({ fades = true } = {}) {
  const mine = (newest += 1);
  const view = state.frame ?? state.view;
  if (compositor.gl.isContextLost()) return;
  if (isHere(view)) return draw(view, planNow(view), fades);
  if (canvas.dataset.shows !== view && !state.frame) leave();
  let plan;
  try {
    plan = await planFor(view);
    store.pin(plan.files);
    await store.load(plan.files);
  } catch {
    if (mine === newest) leave();
    return;
  }
  if (mine === newest) draw(view, plan, fades);
}

function draw(view, plan, fades) {
  const what = JSON.stringify(plan);
  if (what === seen && isLive()) return;
  seen = what;
  store.pin(plan.files);
  compositor.show(plan, store, fades && isLive() && !still.matches ? FADE_MS : 0);
  canvas.dataset.shows = view;
  figure.classList.add("stage__figure--live");
  prefetch.after();
}

/** Let the server's picture be seen again. */
function leave() {
  if (!isLive()) return;
  figure.classList.remove("stage__figure--live");
  document.dispatchEvent(new CustomEvent("picture-needed"));
}

const isLive = () => figure.classList.contains("stage__figure--live");

function planNow(view, options = state.options) {
  const recipe = recipes.get(view);
  return recipe && planOf(recipe, sceneOf(recipe, state.scene, dark.matches), options);
}

function isHere(view) {
  const plan = planNow(view);
  return Boolean(plan && store.hasAll(plan.files));
}

async function planFor(view, options = state.options) {
  if (!recipes.has(view)) {
    const response = await fetch(`${figure.dataset.artwork}/views/${view}.json`);
    if (!response.ok) throw new Error(`${response.status} for ${view}`);
    recipes.set(view, await response.json());
  }
  return planNow(view, options);
}

function loseContext(event) {
  event.preventDefault(); // so that it may be restored
  newest += 1; // what is still coming in is for the lost card
  leave();
}

function restoreContext() {
  compositor.prepare();
  store.forget();
  seen = "";
  update({ fades: false });
}
