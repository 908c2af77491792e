// The three programs of the compositor. Targets and layers have their first row at the top; only the screen is turned.

import { SHOWN } from "./curve.js";

const CORNERS = `#version 300 es
void main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }`;

const HEAD = `#version 300 es
precision highp float;
precision highp sampler2D;
out vec4 result;
uniform sampler2D lightOfByte;
uniform sampler2D layer;
uniform ivec2 corner;
vec3 lightOf(vec3 told) {
  ivec3 bytes = ivec3(told * 255.0 + 0.5);
  return vec3(texelFetch(lightOfByte, ivec2(bytes.r, 0), 0).r, texelFetch(lightOfByte, ivec2(bytes.g, 0), 0).r,
              texelFetch(lightOfByte, ivec2(bytes.b, 0), 0).r);
}`;

/** Light weighed by its coverage, to be laid over what is there. */
const OVER = `${HEAD}
void main() {
  vec4 told = texelFetch(layer, ivec2(gl_FragCoord.xy) - corner, 0);
  result = vec4(lightOf(told.rgb) * told.a, told.a);
}`;

/** The light of a zone under its coat, to be added to what is there. */
const ZONE = `${HEAD}
uniform sampler2D coats;
uniform vec3 paint;
uniform float gain;
uniform bool hasStickers;
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  vec3 coat = hasStickers ? texelFetch(coats, here, 0).rgb : paint;
  result = vec4(lightOf(texelFetch(layer, here - corner, 0).rgb) * gain * coat, 0.0);
}`;

/** Between two pictures: as light, for the next target, or as a screen shows it. */
const MIX = `#version 300 es
precision highp float;
precision highp sampler2D;
out vec4 result;
uniform sampler2D before;
uniform sampler2D after;
uniform float share;
uniform int rows;
uniform bool isForScreen;
${SHOWN}
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  if (isForScreen) here.y = rows - 1 - here.y;
  vec3 light = mix(texelFetch(before, here, 0).rgb, texelFetch(after, here, 0).rgb, share);
  result = vec4(isForScreen ? shown(light) : light, 1.0);
}`;

export function programs(gl) {
  return { over: program(gl, OVER), zone: program(gl, ZONE), mix: program(gl, MIX) };
}

function program(gl, source) {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, source]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(made));
  const places = {};
  for (let number = 0; number < (gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS) ?? 0); number += 1) {
    const { name } = gl.getActiveUniform(made, number);
    places[name] = gl.getUniformLocation(made, name);
  }
  return { made, places };
}
