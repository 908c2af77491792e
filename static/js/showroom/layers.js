// The layers of pictures: fetched and decoded once, kept on the graphics card within a budget.

const AT_ONCE = 6;

export class LayerStore {
  /** `address` is where the files are; `budget` what the kept layers may take, in bytes of 4 for each pixel. */
  constructor(gl, address, budget) {
    Object.assign(this, { gl, address, budget, kept: 0, prefetched: 0 });
    this.textures = new Map(); // file → { texture, bytes }, the one used last at the end
    this.coming = new Map(); // file → promise
    this.queue = [];
    this.running = 0;
    this.pinned = new Set();
  }

  has(file) {
    return this.textures.has(file);
  }

  hasAll(files) {
    return files.every((file) => this.textures.has(file));
  }

  /** The texture of a layer that is here. */
  texture(file) {
    const found = this.textures.get(file);
    this.textures.delete(file);
    this.textures.set(file, found);
    return found.texture;
  }

  /** Get these files, before all that was asked for earlier. Rejects when one of them can't be had. */
  load(files) {
    return Promise.all(files.filter((file) => !this.has(file)).map((file) => this.#want(file, true)));
  }

  /** Get these files when nothing else is to be done; one that can't be had is left alone. */
  prefetch(files) {
    return Promise.allSettled(files.filter((file) => !this.has(file)).map((file) => this.#want(file, false)));
  }

  /** Keep these, whatever else comes: they are on the screen. */
  pin(files) {
    this.pinned = new Set(files);
    this.#makeRoom();
  }

  /** The graphics card lost everything. */
  forget() {
    this.textures.clear();
    this.kept = 0;
  }

  #want(file, isUrgent) {
    const known = this.coming.get(file);
    if (known) {
      if (isUrgent) this.queue.sort((a, b) => (b.file === file) - (a.file === file));
      return known;
    }
    const promise = new Promise((resolve, reject) => {
      this.queue[isUrgent ? "unshift" : "push"]({ file, resolve, reject, isUrgent });
    });
    this.coming.set(file, promise);
    promise.catch(() => {}).finally(() => this.coming.delete(file));
    this.#next();
    return promise;
  }

  #next() {
    while (this.running < AT_ONCE && this.queue.length) {
      const { file, resolve, reject, isUrgent } = this.queue.shift();
      this.running += 1;
      this.#fetch(file, isUrgent).then(resolve, reject).finally(() => { this.running -= 1; this.#next(); });
    }
  }

  async #fetch(file, isUrgent) {
    const response = await fetch(`${this.address}${file}`, { priority: isUrgent ? "high" : "low" });
    if (!response.ok) throw new Error(`${response.status} for ${file}`);
    const blob = await response.blob();
    if (!isUrgent) this.prefetched += blob.size;
    const image = await createImageBitmap(blob, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
    this.#upload(file, image);
    image.close();
  }

  #upload(file, image) {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, image.width, image.height);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, image);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    const bytes = image.width * image.height * 4;
    this.textures.set(file, { texture, bytes });
    this.kept += bytes;
    this.#makeRoom();
  }

  #makeRoom() {
    for (const [file, { texture, bytes }] of this.textures) {
      if (this.kept <= this.budget) return;
      if (this.pinned.has(file)) continue;
      this.gl.deleteTexture(texture);
      this.textures.delete(file);
      this.kept -= bytes;
    }
  }
}
