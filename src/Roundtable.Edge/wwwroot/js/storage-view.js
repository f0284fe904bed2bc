// How a message is stored, beside it and while it is written: bundles leave, every third full one closes a chunk, and each
// chunk is a piece of JSON that can be opened.

import { agentNamed, voiceOf } from "./agents.js";
import { get, isPassing } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { messagePath } from "./ids.js";
import { kindOf } from "./message-view.js";
import { count, sizeOf } from "./times.js";

const BundleTokens = 20;
const BundlesOfChunk = 3;

export class StorageView {
  #panel;
  #message = null;
  #transcript = null;
  #opener = null;
  #isReading = false;
  #isStale = false;
  #heading = h("h2", { tabindex: "-1", id: "storage-title" }, "How it is stored");
  #about = h("p", { class: "quiet" });
  #figures = h("dl", { class: "figures-row" });
  #chunks = h("ol", { class: "chunks", "aria-label": "Chunks" });
  #changed = ({ detail }) => detail.message?.id === this.#message?.id && this.#look();

  constructor(panel) {
    this.#panel = panel;
    panel.append(
      h("div", { class: "panel-head" }, this.#heading, iconButton("close", "Close", () => this.close())),
      h("div", { class: "panel-body" }, this.#about, this.#figures, this.#chunks),
    );
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  open(message, transcript) {
    this.close(false);
    this.#opener = document.activeElement;
    this.#message = message;
    this.#transcript = transcript;
    for (const type of ["text", "changed"]) transcript.addEventListener(type, this.#changed);
    this.#panel.dataset.voice = message.role === "agent" ? voiceOf(message.agentId) : "";
    this.#panel.hidden = false;
    this.#chunks.replaceChildren();
    this.#figures.replaceChildren();
    this.#heading.focus();
    this.#look();
  }

  close(isFocusKept = true) {
    if (!this.#message) return;
    for (const type of ["text", "changed"]) this.#transcript.removeEventListener(type, this.#changed);
    this.#message = null;
    this.#panel.hidden = true;
    if (isFocusKept && this.#opener?.isConnected) this.#opener.focus();
  }

  /** Reads the chunks; what happens meanwhile is one more look afterwards. */
  async #look() {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isStale && this.#message) {
      this.#isStale = false;
      const { id } = this.#message;
      try {
        const [{ items }, operations] = await Promise.all([get(`${messagePath(id)}/chunks`), get("/api/operations")]);
        if (this.#message?.id === id) this.#show(items, operations);
      } catch (error) {
        if (!isPassing(error) && ![401, 404].includes(error.status)) throw error;
        this.#about.textContent = error.message;
      }
    }
    this.#isReading = false;
  }

  #show(items, operations) {
    const message = this.#transcript.find(this.#message.id) ?? this.#message;
    const isOpen = kindOf(message) === "streaming";
    const who = message.role === "agent" ? agentNamed(message.agentId).name : "You";
    this.#about.textContent = isOpen
      ? `${who} is writing. A bundle is shown once it is durable; three full ones close a chunk, which becomes a file that never changes again.`
      : `${who}: ${message.id}. ${items.length === 1 ? "One file" : `${count(items.length)} files`}, which never change.`;
    this.#showFigures(items, operations);
    items.forEach((item, index) => this.#showChunk(item, index, isOpen));
    while (this.#chunks.children.length > items.length) this.#chunks.lastChild.remove();
    if (isOpen) this.#chunks.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  #showFigures(items, operations) {
    const bundles = items.reduce((sum, { bundles }) => sum + (bundles?.length ?? 0), 0);
    const closed = items.filter(({ seq, sizeBytes }) => seq > 0 && sizeBytes !== undefined).length;
    const bytes = items.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const { p50, p99 } = operations.bundleLatency;
    const latency = p50 === undefined || p50 === null ? "—" : `${milliseconds(p50)} / ${milliseconds(p99)}`;
    const rows = [
      ["Bundles", count(bundles), "bundles"],
      ["Chunks closed", count(closed), "chunks"],
      ["On disk", sizeOf(bytes), "size"],
      ["To disk, p50 / p99", latency, "latency"],
    ];
    this.#figures.replaceChildren(...rows.map(([name, value, key]) => h("div", { "data-figure": key }, h("dt", {}, name), h("dd", {}, value))));
  }

  #showChunk(item, index, isOpen) {
    const known = this.#chunks.children[index];
    const isClosed = item.sizeBytes !== undefined;
    const state = JSON.stringify([item, isOpen]);
    if (known?.dataset.state === state) return;
    const name = `${this.#message.id}${item.seq === 0 || this.#message.role === "user" ? "" : `-${String(item.seq).padStart(3, "0")}`}.json`;
    const words = item.damage ? `damaged: ${item.damage}` : isClosed ? sizeOf(item.sizeBytes) : "open, in the journal";
    const element = h(
      "li",
      { class: `chunk${isClosed ? " closed" : ""}${item.damage ? " damaged" : ""}`, "data-seq": item.seq, "data-state": state, "data-bundles": item.bundles?.length ?? 0 },
      h("div", { class: "chunk-head" }, h("span", { class: "chunk-name" }, name), h("span", { class: "chunk-size" }, words)),
      item.seq === 0 ? h("p", { class: "chunk-facts" }, "The message opens: who answers, and why") : this.#bundles(item, isClosed || !isOpen),
      item.seq === 0 ? null : h("p", { class: "chunk-facts" }, `${count(item.tokenCount ?? 0)} tokens · characters ${count(item.offset)} to ${count(item.offset + item.length)}`),
      isClosed ? this.#json(item.seq, name) : null,
    );
    if (known?.querySelector("details[open]") && isClosed) return void (known.dataset.state = state);
    if (known) known.replaceWith(element);
    else this.#chunks.append(element);
  }

  #bundles(item, isClosed) {
    const marks = item.bundles ?? [];
    const missing = isClosed ? 0 : Math.max(0, BundlesOfChunk - marks.length);
    // A width is a class of its own: the policy of the page forbids style attributes.
    const cells = marks.map(({ tokenCount, length }) => {
      const part = Math.max(1, Math.round((tokenCount / BundleTokens) * 10));
      return h("li", { class: `bundle part-${Math.min(10, part)}`, title: `${tokenCount} tokens, ${length} characters` }, count(tokenCount));
    });
    return h("ol", { class: "bundles", "aria-label": "Bundles, in tokens" }, cells, Array.from({ length: missing }, () => h("li", { class: "bundle empty part-10", "aria-hidden": "true" })));
  }

  #json(seq, name) {
    const path = `${messagePath(this.#message.id)}/chunks/${seq}`;
    const text = h("pre", { class: "json", tabindex: "0", "aria-label": name });
    const details = h("details", {}, h("summary", {}, "Stored JSON"), text, h("a", { class: "link-button", href: path, target: "_blank", rel: "noopener" }, icon("link"), "As it is stored, to the byte"));
    details.addEventListener("toggle", async () => {
      if (!details.open || text.textContent) return;
      try {
        text.textContent = JSON.stringify(await get(path), null, 2);
      } catch (error) {
        text.textContent = error.message;
      }
    });
    return details;
  }
}

const milliseconds = (value) => (value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`);
