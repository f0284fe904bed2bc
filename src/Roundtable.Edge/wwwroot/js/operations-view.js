// How the server is doing, live: the numbers that matter, one small drawing each. They are asked for while somebody looks.

import { get, isPassing } from "./api.js";
import { h } from "./dom.js";
import { Plot } from "./plot.js";
import { count, sizeOf } from "./times.js";

const Every = 1_000;
const ms = (value) => (value < 10 ? `${Number(value.toPrecision(2))} ms` : `${count(Math.round(value))} ms`);
const rate = (value) => (value < 10 ? String(Number(value.toFixed(1))) : count(Math.round(value)));
const spread = ({ p50, p99 }) => [p50 ?? null, p99 ?? null];

export class OperationsView {
  #timer = 0;
  #isAsking = false;
  #note = h("p", { class: "quiet", role: "status" }, "Reading…");
  #totals = h("dl", { class: "totals" });
  #plots = [
    { plot: new Plot("A bundle to disk", ["p50", "p99"], ms, { about: "From its cut until it is durable, and only then shown." }), read: (it) => spread(it.bundleLatency) },
    { plot: new Plot("Bundles and chunks a second", ["bundles", "chunks"], rate, { about: "Three full bundles close a chunk." }), read: (it) => [it.perSecond.bundles, it.perSecond.chunks] },
    { plot: new Plot("Tokens a second", ["tokens"], rate), read: (it) => [it.perSecond.tokens] },
    { plot: new Plot("Putting a message together", ["p50", "p99"], ms, { limit: 50, about: "From its chunks; 50 ms is the most that was asked for." }), read: (it) => spread(it.reconstruction) },
    { plot: new Plot("One flush", ["p50", "p99"], ms), read: (it) => spread(it.flushLatency) },
    { plot: new Plot("Files behind the journal", ["p50", "p99"], ms), read: (it) => spread(it.chunkLatency) },
    { plot: new Plot("Replies and streams", ["replies live", "streams open"], rate), read: (it) => [it.repliesLive, it.streamsOpen] },
    { plot: new Plot("Waiting for the journal", ["requests", "records a flush"], rate), read: (it) => [it.journalQueue, it.flushBatch.p50 ?? null] },
    { plot: new Plot("Memory", ["in use", "heap"], sizeOf), read: (it) => [it.memoryBytes, it.heapBytes] },
  ];

  constructor() {
    this.element = h(
      "div",
      { class: "scroller operations", tabindex: "0", role: "region", "aria-label": "Operations" },
      h("div", { class: "operations-inner" }, this.#note, this.#totals, h("div", { class: "cards" }, this.#plots.map(({ plot }) => plot.element)), firstPaint()),
    );
    this.#timer = setInterval(() => document.visibilityState === "visible" && this.#ask(), Every);
    this.#ask();
  }

  close() {
    clearInterval(this.#timer);
    this.element.remove();
  }

  async #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      this.#show(await get("/api/operations"));
    } catch (error) {
      if (!isPassing(error) && error.status !== 401) throw error;
      this.#note.textContent = `${error.message} The newest numbers are missing.`;
    } finally {
      this.#isAsking = false;
    }
  }

  #show(operations) {
    this.#note.textContent = `Store ${operations.store ?? "of the host"}, durable against ${operations.durability === "process" ? "the end of the process" : "power cuts"}. Latencies of the last minute, rates of the last ten seconds.`;
    for (const { plot, read } of this.#plots) plot.add(read(operations));
    const { total } = operations;
    const reads = total.cacheHits + total.cacheMisses;
    const rows = [
      ["Up", duration(operations.uptimeSeconds)],
      ["Bundles", count(total.bundles)],
      ["Chunks", count(total.chunks)],
      ["Tokens", count(total.tokens)],
      ["Files written", `${count(total.files)} · ${sizeOf(total.bytes)}`],
      ["Found in memory", reads === 0 ? "—" : `${Math.round((total.cacheHits / reads) * 100)} %`],
      ["Device flush", operations.deviceFlushMs === undefined ? "—" : ms(operations.deviceFlushMs)],
      ["Damage met", count(total.damage)],
    ];
    this.#totals.replaceChildren(...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }
}

function duration(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

function firstPaint() {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return paint ? h("p", { class: "quiet small", id: "first-paint" }, `First paint of this page: ${Math.round(paint.startTime)} ms.`) : null;
}
