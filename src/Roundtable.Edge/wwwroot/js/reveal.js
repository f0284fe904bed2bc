// Text comes in bundles and is read in a flow. All of it is in the document at once, laid out and there for screen readers;
// what is not revealed yet is only transparent, by a highlight, so that no element is touched for it.

const CatchUp = 420; // ms in which what has arrived is revealed: about as long as the next bundle takes
const SpeedMin = 0.06; // letters a ms

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const hidden = "highlights" in (globalThis.CSS ?? {}) ? new Highlight() : null;
if (hidden) CSS.highlights.set("unrevealed", hidden);

export class Reveal {
  #container;
  #range = null;
  #shown;
  #total;
  #frame = 0;
  #before = 0;
  #onStep;

  /** What is in the container now counts as revealed. */
  constructor(container, onStep = () => {}) {
    this.#container = container;
    this.#onStep = onStep;
    this.#shown = this.#total = container.textContent.length;
  }

  get isFlowing() {
    return this.#shown < this.#total;
  }

  /** More has arrived. */
  grown() {
    this.#total = this.#container.textContent.length;
    if (!hidden || stillness.matches || document.visibilityState !== "visible") return this.#finish();
    this.#shown = Math.min(this.#shown, this.#total);
    this.#mark();
    if (this.#frame === 0 && this.isFlowing) {
      this.#before = performance.now();
      this.#frame = requestAnimationFrame((now) => this.#step(now));
    }
  }

  stop() {
    this.#finish();
  }

  #step(now) {
    const passed = Math.max(0, now - this.#before);
    this.#before = now;
    const speed = Math.max(SpeedMin, (this.#total - this.#shown) / CatchUp);
    this.#shown = Math.min(this.#total, this.#shown + speed * passed);
    this.#mark();
    this.#onStep();
    this.#frame = this.isFlowing ? requestAnimationFrame((next) => this.#step(next)) : 0;
  }

  #finish() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#shown = this.#total;
    this.#mark();
  }

  #mark() {
    if (this.#range) hidden.delete(this.#range);
    this.#range = null;
    let left = this.#total - Math.floor(this.#shown);
    if (!hidden || left <= 0) return;
    const walker = document.createTreeWalker(this.#container, NodeFilter.SHOW_TEXT);
    let node = lastText(this.#container);
    while (node && left > node.length) {
      left -= node.length;
      walker.currentNode = node;
      node = walker.previousNode();
    }
    this.#range = new Range();
    if (node) this.#range.setStart(node, node.length - left);
    else this.#range.setStart(this.#container, 0);
    this.#range.setEnd(this.#container, this.#container.childNodes.length);
    hidden.add(this.#range);
  }
}

function lastText(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last = null;
  // From the last child downwards; only its own text is walked through.
  for (let node = element.lastChild; node && !last; node = node.previousSibling) {
    if (node.nodeType === Node.TEXT_NODE) last = node;
    else {
      walker.currentNode = node;
      for (let text = walker.nextNode(); text && node.contains(text); text = walker.nextNode()) last = text;
    }
  }
  return last;
}
