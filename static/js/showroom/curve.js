// The one curve between bytes and light, both ways; the same as configurator/imaging/light.py, where it is explained.

const KNEE = 0.8, ASYMPTOTE = 0.6, REACH = 0.04, LAST_BYTE = 254.75;

const srgbToLinear = (srgb) => (srgb <= 0.04045 ? srgb / 12.92 : ((srgb + 0.055) / 1.055) ** 2.4);

function lightOf(told) {
  const tamed = srgbToLinear(told);
  return tamed <= KNEE ? tamed : ASYMPTOTE + REACH / (1 - tamed);
}

/** The light that each byte of a layer's file holds. */
export const LIGHT_OF_BYTE = Float32Array.from({ length: 256 }, (_, byte) => lightOf(Math.min(byte, LAST_BYTE) / 255));

/** What share of the light a paint gives back: three numbers for "#rrggbb". */
export function linearColour(hex) {
  return [1, 3, 5].map((start) => srgbToLinear(parseInt(hex.slice(start, start + 2), 16) / 255));
}

/** GLSL: what a screen is told for linear light. */
export const SHOWN = `
vec3 shown(vec3 light) {
  vec3 rolled = 1.0 - ${REACH} / (max(light, ${KNEE}) - ${ASYMPTOTE});
  vec3 tamed = mix(rolled, light, lessThanEqual(light, vec3(${KNEE})));
  return mix(1.055 * pow(tamed, vec3(1.0 / 2.4)) - 0.055, tamed * 12.92, lessThanEqual(tamed, vec3(0.0031308)));
}`;
