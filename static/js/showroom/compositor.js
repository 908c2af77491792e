// Layers to picture on the graphics card: the same sums of light as the server's, in 16-bit floats, then the same curve.

import { LIGHT_OF_BYTE } from "./curve.js";
import { programs } from "./shaders.js";

const [LAYER, COATS, BYTES, AFTER] = [0, 1, 2, 3];

export class Compositor {
  /** Null where the browser can't do it. */
  static on(canvas) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, powerPreference: "low-power" });
    if (!gl?.getExtension("EXT_color_buffer_float")) return null;
    return new Compositor(canvas, gl);
  }

  constructor(canvas, gl) {
    Object.assign(this, { canvas, gl });
    this.prepare();
  }

  /** Make all that the graphics card holds for us; to be called again when it lost it. */
  prepare() {
    const { gl } = this;
    gl.getExtension("EXT_color_buffer_float"); // a restored context has forgotten it
    this.programs = programs(gl);
    gl.bindVertexArray(gl.createVertexArray());
    gl.disable(gl.DITHER);
    gl.activeTexture(gl.TEXTURE0 + BYTES);
    texture(gl, gl.R32F, 256, 1);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 1, gl.RED, gl.FLOAT, LIGHT_OF_BYTE);
    cancelAnimationFrame(this.frame); // a fade would go on with what is gone
    this.before = this.after = this.spare = this.coats = null;
    this.width = this.height = 0;
    this.fade = 1;
  }

  /** Compose `plan` (see plan.js) from a store that has its layers, and show it: at once, or over `fadeMs`. */
  show(plan, store, fadeMs = 0) {
    const isSameSize = plan.width === this.width && plan.height === this.height;
    if (!isSameSize) this.#resize(plan);
    this.#keepWhatIsSeen();
    this.#compose(plan, store);
    cancelAnimationFrame(this.frame);
    this.fade = isSameSize && fadeMs ? 0 : 1;
    this.present();
    if (this.fade < 1) this.#animate(performance.now(), fadeMs);
  }

  /** Show what is composed, once more. */
  present() {
    const { gl } = this;
    this.#useMix(null);
    gl.uniform1i(this.programs.mix.places.isForScreen, 1);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** What is seen now becomes what we fade from. */
  #keepWhatIsSeen() {
    if (this.fade === 1) {
      [this.before, this.after] = [this.after, this.before];
    } else if (this.fade > 0) {
      this.#mixInto(this.spare);
      [this.before, this.spare] = [this.spare, this.before];
    }
  }

  #animate(start, fadeMs) {
    this.frame = requestAnimationFrame((now) => {
      this.fade = Math.min(1, Math.max(0, now - start) / fadeMs);
      this.present();
      if (this.fade < 1) this.#animate(start, fadeMs);
    });
  }

  #resize({ width, height }) {
    const { gl } = this;
    for (const target of [this.before, this.after, this.spare, this.coats]) {
      if (target) { gl.deleteTexture(target.texture); gl.deleteFramebuffer(target.buffer); }
    }
    [this.before, this.after, this.spare, this.coats] = Array.from({ length: 4 }, () => target(gl, width, height));
    Object.assign(this.canvas, { width, height });
    Object.assign(this, { width, height, fade: 1 });
  }

  #compose({ steps }, store) {
    const { gl } = this;
    this.#clear(this.after, [0, 0, 0]);
    gl.enable(gl.BLEND);
    for (const step of steps) {
      if (step.paint) this.#zone(step, store);
      else this.#over(this.after, step, store);
    }
    gl.disable(gl.BLEND);
  }

  #over(target, { file, box }, store) {
    const { gl } = this;
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#draw(this.programs.over, target, store.texture(file), box);
  }

  #zone({ file, box, gain, paint, stickers }, store) {
    const { gl } = this;
    if (stickers.length) {
      this.#clear(this.coats, paint);
      for (const sticker of stickers) this.#over(this.coats, sticker, store);
    }
    gl.blendFunc(gl.ONE, gl.ONE);
    const { made, places } = this.programs.zone;
    gl.useProgram(made);
    gl.uniform3fv(places.paint, paint);
    gl.uniform1f(places.gain, gain);
    gl.uniform1i(places.hasStickers, stickers.length);
    gl.uniform1i(places.coats, COATS);
    gl.activeTexture(gl.TEXTURE0 + COATS);
    gl.bindTexture(gl.TEXTURE_2D, stickers.length ? this.coats.texture : null);
    this.#draw(this.programs.zone, this.after, store.texture(file), box);
    gl.activeTexture(gl.TEXTURE0 + COATS);
    gl.bindTexture(gl.TEXTURE_2D, null);
  }

  #draw({ made, places }, target, layer, [left, top, right, bottom]) {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.buffer);
    gl.viewport(left, top, right - left, bottom - top);
    gl.useProgram(made);
    gl.activeTexture(gl.TEXTURE0 + LAYER);
    gl.bindTexture(gl.TEXTURE_2D, layer);
    gl.uniform1i(places.layer, LAYER);
    gl.uniform1i(places.lightOfByte, BYTES);
    gl.uniform2i(places.corner, left, top);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #clear(target, [red, green, blue]) {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.buffer);
    gl.clearColor(red, green, blue, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  #mixInto(target) {
    this.#useMix(target.buffer);
    this.gl.uniform1i(this.programs.mix.places.isForScreen, 0);
    this.gl.drawArrays(this.gl.TRIANGLES, 0, 3);
  }

  #useMix(buffer) {
    const { gl } = this;
    const { made, places } = this.programs.mix;
    gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
    gl.viewport(0, 0, this.width, this.height);
    gl.useProgram(made);
    gl.activeTexture(gl.TEXTURE0 + LAYER);
    gl.bindTexture(gl.TEXTURE_2D, this.before.texture);
    gl.activeTexture(gl.TEXTURE0 + AFTER);
    gl.bindTexture(gl.TEXTURE_2D, this.after.texture);
    gl.uniform1i(places.before, LAYER);
    gl.uniform1i(places.after, AFTER);
    gl.uniform1f(places.share, this.fade);
    gl.uniform1i(places.rows, this.height);
  }
}

function target(gl, width, height) {
  gl.activeTexture(gl.TEXTURE0 + LAYER);
  const made = { texture: texture(gl, gl.RGBA16F, width, height), buffer: gl.createFramebuffer() };
  gl.bindFramebuffer(gl.FRAMEBUFFER, made.buffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, made.texture, 0);
  return made;
}

function texture(gl, format, width, height) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return made;
}
