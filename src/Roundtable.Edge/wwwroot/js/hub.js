// What happens on the server, for every tab over the streams of one of them. A tab hears events of what it watches, whether
// its connection is alive, and when it has reason to doubt what it shows.

import { canShare, Leadership } from "./leadership.js";
import { ListTopic, Streams } from "./streams.js";
import { newKey } from "./api.js";

const CleanEvery = 10_000;

export class Hub {
  #tab = newKey();
  #channel = canShare ? new BroadcastChannel("roundtable") : null;
  #watched = new Map();
  #streams = new Streams((message) => this.#tell(message));
  #leadership;
  #seenAt = Date.now();

  constructor() {
    this.#channel?.addEventListener("message", ({ data }) => this.#hear(data));
    this.#leadership = new Leadership(this.#tab, {
      lead: () => {
        this.#tell({ type: "leader" });
        this.#want();
      },
      lose: () => {
        this.#streams.close();
        this.#want();
      },
      ask: () => this.#channel.postMessage({ type: "ask" }),
    });
    addEventListener("online", () => this.#hurry());
    addEventListener("pagehide", () => this.#channel?.postMessage({ type: "bye", tab: this.#tab }));
    addEventListener("pageshow", ({ persisted }) => persisted && this.#want());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#seen());
    addEventListener("focus", () => this.#seen());
    if (canShare) setInterval(() => this.#clean(), CleanEvery);
  }

  /** Whether this tab holds the streams. */
  get isLeading() {
    return this.#leadership?.isLeading ?? false;
  }

  /**
   * Listens from now on; `begin(cursor)` says from which place on events are wanted, once it is known.
   * @param on  { event(name, body), state(state, reason), doubt(), crowded(), gone(status) }
   */
  watch(topic, on) {
    const watch = { on, cursor: undefined };
    this.#watched.set(topic, watch);
    return {
      begin: (cursor) => {
        watch.cursor = cursor;
        this.#want();
      },
      close: () => {
        if (this.#watched.get(topic) !== watch) return;
        this.#watched.delete(topic);
        this.#want();
      },
    };
  }

  watchList(on) {
    return this.watch(ListTopic, on);
  }

  #seen() {
    this.#seenAt = Date.now();
    this.#want();
  }

  #hurry() {
    if (this.isLeading) this.#streams.hurry();
    else this.#channel?.postMessage({ type: "hurry" });
  }

  #want() {
    const topics = {};
    for (const [topic, { cursor }] of this.#watched) if (cursor !== undefined) topics[topic] = cursor;
    const message = { type: "want", tab: this.#tab, topics, seenAt: this.#seenAt };
    if (this.isLeading) this.#streams.want(message.tab, { ...topics }, message.seenAt);
    else this.#channel?.postMessage(message);
  }

  async #clean() {
    if (this.isLeading) this.#streams.keepOnly(await Leadership.living());
  }

  /** As the leader, to all tabs and to this one. */
  #tell(message) {
    this.#channel?.postMessage(message);
    this.#hear(message);
  }

  #hear(message) {
    if (this.isLeading) this.#lead(message);
    else if (["leader", "here", "event", "state", "followed"].includes(message.type)) this.#leadership.heard();
    if (message.type === "leader") {
      if (!this.isLeading) this.#want();
      return;
    }
    const watch = this.#watched.get(message.topic);
    if (!watch || (message.tab && message.tab !== this.#tab)) return;
    if (message.type === "event") {
      if (message.name === "anew") return watch.on.doubt();
      if (watch.cursor !== undefined && message.id) watch.cursor = message.id;
      watch.on.event(message.name, message.body);
    } else if (message.type === "state") watch.on.state(message.state, message.reason);
    else if (message.type === "followed" && !message.exact) watch.on.doubt();
    else if (message.type === "crowded") watch.on.crowded();
    else if (message.type === "gone") {
      this.#watched.delete(message.topic);
      watch.on.gone(message.status);
    }
  }

  #lead(message) {
    if (message.type === "want") this.#streams.want(message.tab, message.topics, message.seenAt);
    else if (message.type === "bye") this.#streams.forget(message.tab);
    else if (message.type === "hurry") this.#streams.hurry();
    else if (message.type === "ask") this.#channel.postMessage({ type: "here" });
  }
}
