// One message in the document: who, when, the text, how it ended, and what can be done with it.

import { agentNamed, avatar, voiceOf } from "./agents.js";
import { h, iconButton } from "./dom.js";
import { linkTo, numberOf } from "./ids.js";
import { createProse, showAll, showBlocks, showMore } from "./prose.js";
import { Reveal } from "./reveal.js";
import { count, messageTime, timeElement } from "./times.js";

const Ends = {
  stop: { kind: "complete", word: "Complete", symbol: "✓" },
  length: { kind: "cut", word: "Cut off at its length limit", symbol: "⋯" },
  cancelled: { kind: "cancelled", word: "Stopped", symbol: "■", more: "what had been written is kept" },
  error: { kind: "failed", word: "Failed", symbol: "!" },
  interrupted: { kind: "interrupted", word: "Interrupted", symbol: "⚡", more: "the server went down; what had been shown is kept" },
};

/** What a message's state is called: streaming, complete, cut, cancelled, failed or interrupted. */
export const kindOf = (message) => (message.status === "streaming" ? "streaming" : (Ends[message.finishReason]?.kind ?? "complete"));

export class MessageView {
  #prose;
  #reveal;
  #state = h("p", { class: "state" });
  #actions = h("div", { class: "actions", role: "group" });
  #on;

  /** @param on  { stop, again, copy, storage, grown } */
  constructor(message, on) {
    this.#on = on;
    this.#prose = createProse(message);
    this.#reveal = new Reveal(this.#prose, () => on.grown(this));
    this.element = this.#create(message);
    this.update(message, true);
  }

  /** More text has arrived. */
  grow(message, bundle) {
    this.element.message = message;
    showMore(this.#prose, message, bundle);
    this.#reveal.grown();
  }

  /** It is another one now, or has come to its end. */
  update(message, isWhole, blocks) {
    this.element.message = message;
    if (isWhole) showAll(this.#prose, message);
    else if (blocks && message.html) showBlocks(this.#prose, message.html, blocks.from);
    this.#reveal.grown();
    this.element.dataset.kind = kindOf(message);
    this.element.dataset.length = message.length ?? message.content.length;
    this.#showState();
    this.#showActions();
  }

  /** A newer answer has taken its place. */
  markReplaced(by) {
    if (this.element.classList.contains("replaced")) return;
    this.element.classList.add("replaced");
    this.element.querySelector(".byline").append(h("a", { class: "note", href: linkTo(this.#conversation, by) }, "replaced by a newer answer"));
  }

  remove() {
    this.#reveal.stop();
    this.element.remove();
  }

  get #conversation() {
    return this.element.message.conversationId;
  }

  /** What is shown, kept with the element that shows it. */
  get message() {
    return this.element.message;
  }

  #create(message) {
    const isAgent = message.role === "agent";
    const who = isAgent ? agentNamed(message.agentId) : { id: "you", name: "You" };
    const name = h("h3", { class: "name", id: `${message.id}-name`, dir: "auto" }, who.name);
    const mark = isAgent ? avatar(who) : h("span", { class: "avatar you", "aria-hidden": "true" }, "You");
    const link = h("a", { class: "when", href: linkTo(message.conversationId, message.id) }, timeElement(message.createdAt, messageTime(message.createdAt)));
    const byline = h("div", { class: "byline" }, name, link, message.replaces ? h("span", { class: "note" }, "asked again") : null);
    return h(
      "article",
      {
        class: `message ${message.role}`,
        id: message.id,
        tabindex: "-1",
        "data-voice": isAgent ? voiceOf(message.agentId) : null,
        "data-number": numberOf(message.id),
        "aria-labelledby": name.id,
      },
      mark,
      h("div", { class: "body" }, byline, this.#prose, this.#state, this.#actions),
    );
  }

  #showState() {
    const { message } = this;
    if (message.role === "user") return this.#state.replaceChildren(...this.#damage());
    if (message.status === "streaming") {
      this.#state.replaceChildren(h("span", { class: "mark streaming" }, h("span", { class: "pulse", "aria-hidden": "true" }), "Writing…"));
      return;
    }
    const end = Ends[message.finishReason] ?? Ends.stop;
    const reason = message.error?.message ?? end.more;
    this.#state.replaceChildren(
      h("span", { class: `mark ${end.kind}` }, h("span", { class: "symbol", "aria-hidden": "true" }, end.symbol), end.word),
      ...(reason ? [h("span", { class: "reason", dir: "auto" }, reason)] : []),
      ...(message.tokenCount ? [h("span", { class: "figures" }, `${count(message.tokenCount)} tokens`)] : []),
      ...this.#damage(),
    );
  }

  #damage() {
    const damaged = this.message.damaged ?? [];
    if (damaged.length === 0) return [];
    const lost = damaged.reduce((sum, { length }) => sum + (length ?? 0), 0);
    return [h("span", { class: "mark failed" }, `Damaged on disk: ${count(lost)} characters are lost`)];
  }

  #showActions() {
    const { message } = this;
    const who = message.role === "agent" ? agentNamed(message.agentId).name : "your message";
    const isOpen = message.status === "streaming";
    const buttons = [];
    if (isOpen) buttons.push(iconButton("stop", `Stop ${who}`, () => this.#on.stop(message), { class: "icon-button stop" }));
    if (message.role === "agent" && !isOpen) buttons.push(iconButton("redo", `Ask ${who} again`, () => this.#on.again(message)));
    buttons.push(iconButton("copy", "Copy", () => this.#on.copy(this.message)));
    buttons.push(iconButton("disk", "How it is stored", () => this.#on.storage(message)));
    this.#actions.setAttribute("aria-label", `Actions for ${who}`);
    // A button that has the focus keeps it when the others change around it.
    const focused = [...this.#actions.children].indexOf(document.activeElement);
    this.#actions.replaceChildren(...buttons);
    if (focused >= 0) buttons[Math.min(focused, buttons.length - 1)].focus();
  }
}
