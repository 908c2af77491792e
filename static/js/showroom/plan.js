// What has to be drawn for a configuration: the rules of the server's composer, on the server's recipe of a view.

import { linearColour } from "./curve.js";

/** The scene that is shown: the chosen one where the view has it, else that of the visitor's theme, else its first. */
export function sceneOf(recipe, chosen, isDark) {
  const wanted = [chosen, isDark ? "dark" : "light", "light"];
  return wanted.find((scene) => recipe.scenes.includes(scene)) ?? recipe.scenes[0];
}

/**
 * The steps of a picture, from back to front: { file, box } is laid over, { file, box, gain, paint, stickers } is a zone.
 * `options` is a Set of ids.
 */
export function planOf(recipe, scene, options) {
  const shown = recipe.layers.filter((layer) => isShown(layer, scene, options));
  const steps = [];
  for (const { kind, file, box, zone, finish, gain = 1 } of shown) {
    if (kind === "zone") {
      const painter = recipe.zones[zone].find((option) => options.has(option)) ?? "";
      const [paint, itsFinish] = recipe.paints[painter];
      if (finish && !finish.includes(itsFinish)) continue;
      const stickers = shown.filter((layer) => layer.kind === "sticker" && layer.zone === zone && overlap(layer.box, box));
      steps.push({ file, box, gain, paint: linearColour(paint), stickers });
    } else if (kind !== "sticker") {
      steps.push({ file, box });
    }
  }
  return { width: recipe.width, height: recipe.height, steps, files: filesOf(steps) };
}

/** The options once this input says so: a radio button stands for the others of its group. */
export function withChoice(options, { name, value, type, checked }) {
  const next = new Set(type === "radio" ? [...options].filter((id) => !id.startsWith(`${name}.`)) : options);
  if (type === "radio" || checked) next.add(`${name}.${value}`);
  else next.delete(`${name}.${value}`);
  return next;
}

function isShown(layer, scene, options) {
  return (!layer.scene || layer.scene === scene)
    && (!layer.when || layer.when.some((option) => options.has(option)))
    && !layer.unless?.some((option) => options.has(option));
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function filesOf(steps) {
  return [...new Set(steps.flatMap((step) => [step.file, ...(step.stickers ?? []).map((sticker) => sticker.file)]))];
}
