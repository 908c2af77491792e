// Looking closer: buttons, double click, Ctrl and the wheel (in full screen the wheel alone), two fingers. Dragging and
// arrow keys pan.

const MOST = 4, STEP = 1.6, ARROW_PIXELS = 80;
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export function zoomable(figure) {
  const tools = figure.querySelector("#zoom");
  if (!tools) return;
  const [closer, back] = tools.querySelectorAll("button");
  const fingers = new Map();
  let zoom = 1, x = 0, y = 0;

  tools.hidden = false;
  closer.addEventListener("click", () => zoomTo(zoom * STEP));
  back.addEventListener("click", () => zoomTo(zoom / STEP));
  show();

  /** Zoom so that what is at a place (in pixels from the middle) stays there. */
  function zoomTo(wanted, [atX, atY] = [0, 0]) {
    const next = Math.min(MOST, Math.max(1, wanted));
    x = atX - ((atX - x) * next) / zoom;
    y = atY - ((atY - y) * next) / zoom;
    zoom = next < 1.02 ? 1 : next;
    show();
  }

  function show() {
    const [roomX, roomY] = [figure.clientWidth, figure.clientHeight].map((side) => (side * (zoom - 1)) / 2);
    x = Math.min(roomX, Math.max(-roomX, x));
    y = Math.min(roomY, Math.max(-roomY, y));
    figure.style.setProperty("--zoom", zoom);
    figure.style.setProperty("--pan", `${x}px ${y}px`);
    figure.classList.toggle("stage__figure--zoomed", zoom > 1);
    allow(closer, zoom < MOST, back);
    allow(back, zoom > 1, closer);
  }

  function allow(button, isAllowed, other) {
    if (!isAllowed && document.activeElement === button) { // focus does not stay on what is disabled
      other.disabled = false;
      other.focus();
    }
    button.disabled = !isAllowed;
  }

  function place({ clientX, clientY }) {
    const box = figure.getBoundingClientRect();
    return [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
  }

  const isTool = (event) => event.target.closest("button, a, input, form");

  figure.addEventListener("dblclick", (event) => {
    if (!isTool(event)) zoomTo(zoom > 1 ? 1 : STEP * STEP, place(event));
  });
  figure.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !document.fullscreenElement) return; // the page scrolls
    event.preventDefault();
    zoomTo(zoom * Math.exp(-event.deltaY / 300), place(event));
  }, { passive: false });
  figure.addEventListener("keydown", (event) => {
    if (zoom === 1) return;
    if (event.key === "Escape") zoomTo(1);
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (!(right || down) || event.target.matches("input")) return;
    event.preventDefault();
    x -= right * ARROW_PIXELS;
    y -= down * ARROW_PIXELS;
    show();
  });
  addEventListener("resize", show);

  figure.addEventListener("pointerdown", (event) => {
    if (isTool(event) || (zoom === 1 && event.pointerType === "mouse")) return;
    fingers.set(event.pointerId, place(event));
    if (zoom > 1) figure.setPointerCapture(event.pointerId);
  });
  figure.addEventListener("pointermove", (event) => {
    const was = fingers.get(event.pointerId);
    if (!was) return;
    const now = place(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other) {
      const distance = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
      zoomTo((zoom * distance(now)) / Math.max(1, distance(was)), other);
    } else if (zoom > 1) {
      x += now[0] - was[0];
      y += now[1] - was[1];
      show();
    }
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
    figure.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  }
}
