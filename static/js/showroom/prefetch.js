// The layers of likely next clicks, fetched while nothing else is to be done: of the option under the pointer or in
// focus, of the options in the parts that lie open, and of the next views.

import { withChoice } from "./plan.js";

const BUDGET_BYTES = 8 * 2 ** 20; // what one page may fetch without being asked

export function prefetcher({ store, planFor, state }) {
  const form = document.querySelector("#choices");
  let newest = 0;

  for (const kind of ["pointerover", "focusin"]) {
    form.addEventListener(kind, ({ target }) => {
      const input = target.closest(".option")?.querySelector(".option__input");
      if (input) get(state.frame ?? state.view, having(input));
    });
  }
  form.addEventListener("toggle", () => after(), true);

  async function get(view, options) {
    if (store.prefetched >= BUDGET_BYTES) return;
    const plan = await planFor(view, options).catch(() => null);
    if (plan) await store.prefetch(plan.files);
  }

  /** The picture is complete: look ahead from here. */
  async function after() {
    const mine = (newest += 1);
    await idle();
    for (const [view, options] of likely()) {
      if (mine !== newest || store.prefetched >= BUDGET_BYTES) return;
      await get(view, options);
      await idle();
    }
  }

  function likely() {
    const view = state.frame ?? state.view;
    const inputs = [...form.querySelectorAll("details[open] .option__input:not(:checked)")];
    const links = [...document.querySelectorAll("[data-view][href]")].map((link) => link.dataset.view);
    const place = links.indexOf(state.view);
    const next = place < 0 ? [] : [...links.slice(place + 1), ...links.slice(0, place)].slice(0, 2);
    return [...inputs.map((input) => [view, having(input)]), ...next.map((each) => [each, state.options])];
  }

  const having = ({ name, value, type }) => withChoice(state.options, { name, value, type, checked: true });

  return { after };
}

const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
