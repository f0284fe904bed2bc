// The caller's conversations, latest activity first, a page at a time, kept as they are by the events of the list.

import { get, withQuery } from "./api.js";

const PageSize = 40;

export class Conversations extends EventTarget {
  #items = new Map();
  #next = null;
  #reading = null;
  #isRead = false;
  #gone = new Set();

  constructor({ archived = false } = {}) {
    super();
    this.archived = archived;
  }

  get items() {
    return [...this.#items.values()].filter((item) => !this.#gone.has(item.id));
  }

  get hasMore() {
    return this.#next !== null;
  }

  get isRead() {
    return this.#isRead;
  }

  find(id) {
    return this.#items.get(id);
  }

  /** Reads the first page anew. Gives the place from which events are wanted. */
  async load() {
    const page = await this.#page(null);
    this.#items = new Map(page.items.map((item) => [item.id, item]));
    this.#next = page.nextCursor;
    this.#isRead = true;
    this.#tell();
    return page.eventCursor;
  }

  loadMore() {
    if (!this.hasMore) return null;
    this.#reading ??= this.#page(this.#next)
      .then((page) => {
        // What was touched meanwhile is at the top already, and newer there.
        for (const item of page.items) if (!this.#items.has(item.id)) this.#items.set(item.id, item);
        this.#next = page.nextCursor;
        this.#tell();
      })
      .finally(() => (this.#reading = null));
    return this.#reading;
  }

  apply(name, body) {
    if (name === "deleted") this.#items.delete(body.id);
    else if (name === "conversation") this.#put(body);
    this.#tell();
  }

  /** Not shown any more, until it is said to stay, or is gone. */
  hide(id, isHidden) {
    if (isHidden) this.#gone.add(id);
    else this.#gone.delete(id);
    this.#tell();
  }

  #put(conversation) {
    const known = this.#items.get(conversation.id);
    // An event that comes again is no news, and moves nothing.
    const isSame = known?.revision === conversation.revision && known.updatedAt === conversation.updatedAt && known.messageCount === conversation.messageCount;
    if (isSame) return;
    this.#items.delete(conversation.id);
    if (conversation.archived === this.archived) this.#items = new Map([[conversation.id, conversation], ...this.#items]);
  }

  #page(cursor) {
    return get(withQuery("/api/conversations", { limit: PageSize, archived: this.archived, cursor }));
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}
