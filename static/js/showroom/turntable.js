// Dragging turns the product, as do the arrow keys on the slider under it. The nearest frame that is here is shown.

const STEPS_ACROSS = 14; // frames that a drag over the whole width passes
const SLACK = 6; // pixels before a press is a drag

/**
 * `dark` is the media query of the visitor's theme; `state.frame` is the view that is shown while turning; `update`
 * shows the state; `isReady` says whether all layers of a view are here, `get` fetches them. Answers with `settle`, to
 * be called when the view or the scene has changed.
 */
export function turntable(figure, { state, dark, update, isReady, get }) {
  const frames = figure.dataset.turntable?.split(" ").filter(Boolean) ?? [];
  const scenes = figure.dataset.turnScenes?.split(" ");
  const themed = figure.dataset.scenes?.split(" ").includes("dark");
  const starts = new Map(figure.dataset.turns?.trim().split(" ").map((each) => each.split(":")));
  const slider = figure.querySelector("#turn");
  if (frames.length < 2 || !slider) return { settle() {} };
  let wanted = 0;
  let drag = null;
  let isFetching = false;
  const tried = new Set(); // frames fetched since the wanted one changed

  slider.max = frames.length - 1;
  showSlider();
  for (const link of document.querySelectorAll("[data-view][href]")) {
    link.addEventListener("click", () => { state.frame = null; }); // back to where that view is seen from
  }

  /** The frame that a view is turned from; null for one that is not seen by turning, such as the inside. */
  function startOf({ view, scene }) {
    if (!scenes.includes(scene || (themed && dark.matches ? "dark" : "light"))) return null;
    return starts.has(view) ? Number(starts.get(view)) : null;
  }

  function showSlider() {
    const start = startOf(state);
    figure.classList.toggle("stage__figure--turns", start !== null);
    slider.parentElement.hidden = start === null;
    if (start === null) state.frame = null;
    else if (state.frame === null) say(start);
  }

  function say(step) {
    wanted = step;
    slider.value = step;
    slider.setAttribute("aria-valuetext", `${Math.round((step * 360) / frames.length)}°`);
  }

  function turnTo(step) {
    say((step + frames.length) % frames.length);
    tried.clear();
    figure.classList.add("stage__figure--turned");
    showNearest();
    fetchFrames();
  }

  function byDistance() {
    const far = (place) => Math.min(Math.abs(place - wanted), frames.length - Math.abs(place - wanted));
    return frames.map((_, place) => place).sort((a, b) => far(a) - far(b));
  }

  function showNearest() {
    const place = byDistance().find((each) => isReady(frames[each]));
    if (place === undefined || state.frame === frames[place]) return;
    state.frame = frames[place];
    update({ fades: false });
  }

  /** From the wanted one outwards, a few at a time; again from the new one when that has changed. */
  async function fetchFrames() {
    if (isFetching) return;
    isFetching = true;
    for (;;) {
      const place = byDistance().find((each) => !isReady(frames[each]));
      if (place === undefined || tried.has(place)) break; // all are here, or as many as there is room for
      tried.add(place);
      try { await get(frames[place]); } catch { break; }
      if (state.frame !== null || drag?.isTurning || place === wanted) showNearest();
    }
    isFetching = false;
  }

  slider.addEventListener("input", () => turnTo(Number(slider.value)));
  slider.addEventListener("keydown", (event) => { // round and round: no end at either side
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    turnTo(wanted + by);
  });

  figure.addEventListener("pointerdown", (event) => {
    drag = null; // a second finger looks closer
    if (event.button || !event.isPrimary || startOf(state) === null) return;
    if (event.target.closest("button, a, input, form") || figure.classList.contains("stage__figure--zoomed")) return;
    drag = { id: event.pointerId, x: event.clientX, from: wanted, isTurning: false };
  });
  figure.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    const moved = event.clientX - drag.x;
    if (!drag.isTurning && Math.abs(moved) < SLACK) return;
    if (!drag.isTurning) figure.setPointerCapture(event.pointerId);
    drag.isTurning = true;
    turnTo(drag.from + (Math.round((moved / figure.clientWidth) * STEPS_ACROSS) % frames.length));
  });
  for (const kind of ["pointerup", "pointercancel"]) figure.addEventListener(kind, () => { drag = null; });

  return { settle: showSlider };
}
