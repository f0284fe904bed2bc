// Lines over time, drawn small: a few series, one scale, the newest values in words beside them.

import { h, svg } from "./dom.js";

const Width = 320;
const Height = 96;
const Points = 90;

export class Plot {
  #series;
  #values = [];
  #format;
  #limit;
  #paths;
  #top = svg("text", { class: "plot-scale", x: Width - 2, y: 10, "text-anchor": "end" });
  #limitLine = svg("line", { class: "plot-limit", x1: 0, x2: Width });
  #legend = h("p", { class: "plot-legend" });
  #drawing;

  /**
   * @param series  names, the first of which is drawn strongest
   * @param format  a value in words
   * @param limit   what should not be exceeded, drawn as a line; absent: none
   */
  constructor(title, series, format, { limit, about } = {}) {
    this.#series = series;
    this.#format = format;
    this.#limit = limit;
    this.#paths = series.map((_, index) => svg("polyline", { class: `plot-line plot-line-${index}` }));
    this.#drawing = svg(
      "svg",
      { class: "plot", viewBox: `0 0 ${Width} ${Height}`, preserveAspectRatio: "none", role: "img" },
      svg("line", { class: "plot-base", x1: 0, x2: Width, y1: Height - 0.5, y2: Height - 0.5 }),
      this.#limitLine,
      ...this.#paths,
    );
    this.element = h("section", { class: "card", "aria-label": title }, h("h3", {}, title), h("div", { class: "plot-frame" }, this.#drawing, h("span", { class: "plot-top" })), this.#legend, about ? h("p", { class: "quiet small" }, about) : null);
  }

  /** The present values, one for each series; null where there is none. */
  add(values) {
    this.#values.push(values);
    if (this.#values.length > Points) this.#values.shift();
    this.#draw();
  }

  #draw() {
    const known = this.#values.flat().filter((value) => value !== null && value !== undefined);
    const top = niceAbove(Math.max(...known, this.#limit ? this.#limit * 0.2 : 0, 0));
    const x = (index) => Width - ((this.#values.length - 1 - index) * Width) / (Points - 1);
    const y = (value) => Height - 1 - (value / top) * (Height - 14);
    this.#paths.forEach((path, series) => {
      const points = this.#values.map((values, index) => [x(index), values[series]]).filter(([, value]) => value !== null && value !== undefined);
      path.setAttribute("points", points.map(([at, value]) => `${at.toFixed(1)},${y(value).toFixed(1)}`).join(" "));
    });
    const isLimitShown = this.#limit !== undefined && this.#limit <= top;
    this.#limitLine.toggleAttribute("hidden", !isLimitShown);
    if (isLimitShown) for (const name of ["y1", "y2"]) this.#limitLine.setAttribute(name, y(this.#limit));
    this.element.querySelector(".plot-top").textContent = this.#format(top);
    const newest = this.#values.at(-1);
    const words = this.#series.map((name, index) => [name, newest[index] === null || newest[index] === undefined ? "—" : this.#format(newest[index])]);
    this.#legend.replaceChildren(...words.map(([name, value], index) => h("span", { class: `legend legend-${index}` }, name, " ", h("b", {}, value))));
    this.#drawing.setAttribute("aria-label", words.map((pair) => pair.join(" ")).join(", "));
  }
}

/** 1, 2 or 5 times a power of ten. */
function niceAbove(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 1.05) ?? 10 * power;
}
