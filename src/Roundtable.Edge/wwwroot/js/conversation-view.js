// A conversation in the middle of the page: its messages as far as they are held, live, with the place of the reader kept.

import { agentNamed } from "./agents.js";
import { get, isPassing, newKey, persist, post } from "./api.js";
import { copyText } from "./clipboard.js";
import { h, icon } from "./dom.js";
import { isMessageId, messagePath, pathOf } from "./ids.js";
import { kindOf, MessageView } from "./message-view.js";
import { announce, notice, trying } from "./notices.js";
import { PendingList } from "./pending.js";
import { Place } from "./scroll.js";
import { Transcript } from "./transcript.js";
import { count } from "./times.js";

const CatchUpEvery = 1_000;

export class ConversationView {
  #views = new Map();
  #replacedBy = new Map();
  #list = h("div", { class: "messages" });
  #older = h("p", { class: "edge", hidden: true }, "Reading older messages…");
  #empty = h("p", { class: "edge", hidden: true }, "Nothing has been said here yet.");
  #jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() }, icon("down"), h("span", {}, "To the end"));
  #scroller = h("section", { class: "scroller", tabindex: "0", "aria-label": "Messages" });
  #place;
  #transcript;
  #watch;
  #buffer = [];
  #isCrowded = false;
  #isClosed = false;
  #timer = 0;
  #on;

  /** @param on  { facts(conversation), gone(), writing(isWriting), storage(message) } */
  constructor(id, { hub, outbox }, on) {
    this.id = id;
    this.#on = on;
    this.#transcript = new Transcript(id);
    this.pending = new PendingList(id, outbox, () => this.#place.keep(() => this.pending.show(), this.#transcript.isAtEnd));
    this.#scroller.append(h("div", { class: "column" }, this.#older, this.#empty, this.#list, this.pending.element));
    this.element = h("div", { class: "conversation" }, this.#scroller, this.#jump);
    this.#place = new Place(this.#scroller, this.#list, {
      moved: () => this.#showJump(),
      nearTop: () => this.#read(() => this.#transcript.loadOlder()),
      nearBottom: () => this.#read(() => this.#transcript.loadNewer()),
    });
    for (const type of ["reset", "older", "newer", "changed", "text", "count"]) {
      this.#transcript.addEventListener(type, ({ detail }) => this.#show(type, detail));
    }
    this.#watch = hub.watch(id, {
      event: (name, body) => this.#hear(name, body),
      state: () => {},
      doubt: () => this.catchUp(),
      crowded: () => this.#crowded(),
      gone: (status) => status === 404 && this.#on.gone(),
    });
  }

  get transcript() {
    return this.#transcript;
  }

  /** Reads it, around a message when one is named, and follows it from there. */
  async open(around) {
    const isWanted = () => !this.#isClosed;
    try {
      const facts = await persist(() => get(`${pathOf(this.id)}?messages=false`), undefined, isWanted);
      this.#on.facts(facts);
      const from = isMessageId(around ?? "") ? around : undefined;
      const cursor = await persist(() => this.#transcript.load(from), undefined, isWanted);
      this.#transcript.apply("conversation", facts);
      for (const [name, body] of this.#buffer.splice(0)) this.#apply(name, body);
      this.#buffer = null;
      this.#watch.begin(cursor);
      this.pending.show();
      if (!from || !this.#goTo(from)) this.#place.toEnd();
    } catch (error) {
      if (error.status === 404 || error.status === 400) this.#on.gone();
      else if (!this.#isClosed && error.status !== 401) throw error;
    }
  }

  /** Shows a message of this conversation, wherever it is. */
  async show(message) {
    if (this.#goTo(message)) return;
    const cursor = await trying(() => this.#transcript.load(message));
    if (cursor === undefined) return;
    await this.#read(() => this.#transcript.refresh());
    this.#goTo(message);
  }

  async toEnd() {
    if (!this.#transcript.isAtEnd) await this.#read(() => this.#transcript.load());
    this.#place.toEnd();
    this.#showJump();
  }

  /** The messages that are being written are stopped. */
  stopAll() {
    const open = this.#transcript.messages.filter((message) => message.status === "streaming");
    return Promise.all(open.map((message) => this.#stop(message)));
  }

  /** Something may have been missed: what is there is read. */
  async catchUp() {
    if (this.#buffer === null) await this.#read(() => this.#transcript.refresh());
  }

  apply(name, body) {
    if (this.#buffer === null) this.#apply(name, body);
  }

  /** The list tells of it, also when its own events find no place. */
  listed(name, body) {
    if (name === "deleted") this.#on.gone();
    else {
      this.#on.facts(body);
      if (this.#isCrowded) this.catchUp();
    }
  }

  close() {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#watch.close();
    this.#transcript.close();
    for (const view of this.#views.values()) view.remove();
    this.pending.close();
    this.element.remove();
  }

  #hear(name, body) {
    if (name === "deleted") this.#on.gone();
    else if (this.#buffer !== null) this.#buffer.push([name, body]);
    else this.#apply(name, body);
  }

  #apply(name, body) {
    if (name === "conversation") this.#on.facts(body);
    this.#isCrowded = this.#isCrowded && name !== "bundle";
    this.#transcript.apply(name, body);
  }

  /** As many conversations are watched as connections allow: this one asks for itself while something is being written. */
  #crowded() {
    this.#isCrowded = true;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (!this.#isCrowded) clearInterval(this.#timer);
      else if (this.#transcript.hasOpenReplies) this.catchUp();
    }, CatchUpEvery);
  }

  async #read(action) {
    if (this.#buffer !== null) return;
    this.#older.hidden = this.#transcript.isAtBeginning;
    try {
      await action();
    } catch (error) {
      // The connection says so itself; scrolling on, or its coming back, tries again.
      if (!isPassing(error) && error.status !== 401) throw error;
    }
  }

  #show(type, detail) {
    if (type === "text") return this.#views.get(detail.message.id)?.grow(detail.message, detail.bundle);
    this.#place.keep(() => {
      if (type === "reset") this.#showAll();
      else if (type === "older") this.#insert(detail.messages, this.#list.firstChild);
      else if (type === "newer") this.#insert(detail.messages, null);
      else if (type === "changed") this.#change(detail);
      for (const id of detail.removed ?? []) this.#drop(id);
      this.#markReplaced();
    }, this.#transcript.isAtEnd);
    if (detail.isNew) this.#announceNew(detail.messages[0]);
    this.#empty.hidden = this.#transcript.count > 0 || this.pending.isBusy;
    this.#older.hidden = this.#transcript.isAtBeginning;
    this.#on.writing(this.#transcript.hasOpenReplies);
    this.#showJump();
  }

  #showAll() {
    for (const id of [...this.#views.keys()]) this.#drop(id);
    this.#insert(this.#transcript.messages, null);
  }

  #insert(messages, before) {
    const on = {
      stop: (message) => this.#stop(message),
      again: (message) => this.#again(message),
      copy: async (message) => notice((await copyText(message.content)) ? "Copied." : "The browser does not let this page copy."),
      storage: (message) => this.#on.storage(message),
      grown: () => this.#place.isKept && this.#transcript.isAtEnd && this.#place.toEnd(),
    };
    for (const message of messages) {
      this.#drop(message.id);
      if (message.replaces) this.#replacedBy.set(message.replaces, message.id);
      const view = new MessageView(message, on);
      this.#views.set(message.id, view);
      this.#list.insertBefore(view.element, before);
    }
  }

  #change({ message, whole, blocks }) {
    const view = this.#views.get(message.id);
    const wasOpen = view?.message && view.element.dataset.kind === "streaming";
    view?.update(message, whole, blocks);
    if (wasOpen && message.status === "complete") this.#announceEnd(message);
  }

  #drop(id) {
    this.#views.get(id)?.remove();
    this.#views.delete(id);
  }

  #markReplaced() {
    for (const [old, by] of this.#replacedBy) this.#views.get(old)?.markReplaced(by);
  }

  #goTo(id) {
    const view = this.#views.get(id);
    if (!view) return false;
    this.#place.to(view.element);
    view.element.focus({ preventScroll: true });
    view.element.classList.add("target");
    view.element.addEventListener("animationend", () => view.element.classList.remove("target"), { once: true });
    return true;
  }

  #showJump() {
    const below = this.#transcript.isAtEnd ? 0 : this.#transcript.count - this.#transcript.last;
    this.#jump.hidden = (this.#place.isKept || this.#place.isAtBottom) && below <= 0;
    this.#jump.lastChild.textContent = below > 0 ? `${count(below)} more below` : "To the end";
  }

  #announceNew(message) {
    if (message.role === "agent") announce(`${agentNamed(message.agentId).name} is answering.`);
  }

  #announceEnd(message) {
    const how = { complete: "has answered", cut: "was cut off", cancelled: "was stopped", failed: "failed", interrupted: "was interrupted" };
    announce(`${agentNamed(message.agentId).name} ${how[kindOf(message)]}.`);
  }

  #stop(message) {
    return trying(async () => {
      const ended = await post(`${messagePath(message.id)}/cancel`);
      // Its text is not in this answer; its events are on their way.
      if (this.#isCrowded) await this.catchUp();
      return ended;
    });
  }

  #again(message) {
    return trying(async () => {
      const turn = await post(`${messagePath(message.id)}/regenerate`, undefined, { key: newKey() });
      this.#place.toEnd();
      if (this.#isCrowded) await this.catchUp();
      return turn;
    });
  }
}
