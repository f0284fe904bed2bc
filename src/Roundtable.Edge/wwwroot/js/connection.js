// Says how the page is connected, and never that it is when it is not. A moment's break is not worth a word.

import { h } from "./dom.js";

const Moment = 700;

const Words = {
  opening: "Connecting…",
  closing: "The server is restarting. What you see is stored; this page goes on by itself.",
  refused: "The server is starting. This page goes on by itself.",
  broken: "No connection to the server. What you see is stored; trying again…",
  ended: "No connection to the server. What you see is stored; trying again…",
  offline: "You are offline. What you see is stored; this page goes on when you are back.",
};

export class Connection extends EventTarget {
  #state = { state: "waiting", reason: "opening" };
  #timer = 0;
  element = h("div", { class: "connection", role: "status", hidden: true });

  constructor() {
    super();
    addEventListener("offline", () => this.#show());
    addEventListener("online", () => this.#show());
    this.#later();
  }

  get isLive() {
    return this.#state.state === "live" && navigator.onLine;
  }

  set(state, reason) {
    const wasLive = this.isLive;
    this.#state = { state, reason };
    if (this.isLive && !wasLive) this.dispatchEvent(new Event("live"));
    if (this.isLive) this.#show();
    else this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), Moment);
  }

  #show() {
    clearTimeout(this.#timer);
    document.documentElement.dataset.connection = this.isLive ? "live" : navigator.onLine ? "waiting" : "offline";
    this.element.hidden = this.isLive;
    const words = navigator.onLine ? Words[this.#state.reason] : Words.offline;
    if (!this.isLive && this.element.textContent !== words) this.element.textContent = words ?? Words.broken;
    if (this.isLive) this.element.textContent = "";
  }
}
