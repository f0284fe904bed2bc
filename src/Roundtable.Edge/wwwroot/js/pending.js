// What was said and is not confirmed yet, shown behind the messages, so that nothing that was sent seems lost.

import { h } from "./dom.js";

export class PendingList {
  #outbox;
  #conversation;
  #delayed = new Set();
  #listener;
  element = h("div", { class: "pending" });

  constructor(conversation, outbox, changed) {
    this.#conversation = conversation;
    this.#outbox = outbox;
    this.#listener = ({ type, detail }) => {
      if (type === "delayed") this.#delayed.add(detail.key);
      changed();
    };
    for (const type of ["changed", "delayed", "sent"]) outbox.addEventListener(type, this.#listener);
  }

  get isBusy() {
    return this.element.childElementCount > 0;
  }

  show() {
    this.element.replaceChildren(...this.#outbox.waitingIn(this.#conversation).map((entry) => this.#entry(entry)));
  }

  close() {
    for (const type of ["changed", "delayed", "sent"]) this.#outbox.removeEventListener(type, this.#listener);
  }

  #entry(entry) {
    const words = entry.problem ?? (this.#delayed.has(entry.key) ? "Not sent yet. It is sent once, as soon as the server can be reached." : "Sending…");
    return h(
      "article",
      { class: "message user unsent", "aria-label": "Not sent yet" },
      h("span", { class: "avatar you", "aria-hidden": "true" }, "You"),
      h(
        "div",
        { class: "body" },
        h("div", { class: "byline" }, h("h3", { class: "name" }, "You")),
        h("div", { class: "prose plain", dir: "auto" }, entry.content),
        h(
          "p",
          { class: "state" },
          h("span", { class: entry.problem ? "mark failed" : "mark waiting" }, words),
          entry.problem ? h("button", { type: "button", class: "link-button", onclick: () => this.#outbox.again(entry.key) }, "Try again") : null,
          entry.problem ? h("button", { type: "button", class: "link-button", onclick: () => this.#outbox.discard(entry.key) }, "Discard") : null,
        ),
      ),
    );
  }
}
