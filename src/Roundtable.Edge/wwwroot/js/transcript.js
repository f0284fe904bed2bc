// The messages of one conversation as far as they are held: an unbroken run of numbers, with what happens applied to it.
// Every event may come again or too early; offsets decide. Whatever does not fit is not guessed at: it is read anew.

import { get, isPassing, withQuery } from "./api.js";
import { messageId, messagePath, numberOf, pathOf } from "./ids.js";

const PageSize = 40;
// Nobody looks at more than that at once, however long the conversation is.
const HeldMax = 160;
const RefreshMax = 100;
// The list may know of a message before the conversation's own stream tells of it; not for long.
const LateMax = 1_500;

export class Transcript extends EventTarget {
  #held = new Map();
  #inDoubt = new Map();
  #reading = null;
  #follows = false;
  #reads = 0;
  #early = [];
  #late = 0;

  constructor(conversation) {
    super();
    this.conversation = conversation;
    this.count = 0;
    this.first = 1;
    this.last = 0;
  }

  get messages() {
    return [...this.#held.values()];
  }

  /** Whether what is held ends where the conversation does, or is about to. */
  get isAtEnd() {
    return this.#follows;
  }

  get isAtBeginning() {
    return this.first <= 1;
  }

  get hasOpenReplies() {
    return this.messages.some((message) => message.status === "streaming");
  }

  find(id) {
    return this.#held.get(numberOf(id));
  }

  /** Reads the newest messages, or those around one. Gives the place from which events are wanted. */
  load(around) {
    return this.#whileReading(() => this.#load(around));
  }

  async #load(around) {
    const query = around ? { around, limit: PageSize } : { order: "desc", limit: PageSize };
    const page = await this.#page(query);
    const items = around ? page.items : page.items.reverse();
    this.#held.clear();
    this.#inDoubt.clear();
    for (const message of items) this.#held.set(numberOf(message.id), message);
    this.first = items.length > 0 ? numberOf(items[0].id) : 1;
    this.last = items.length > 0 ? numberOf(items.at(-1).id) : 0;
    this.count = Math.max(this.last, around ? this.count : 0);
    this.#follows = page.nextCursor === null || !around;
    this.#tell("reset");
    return page.eventCursor;
  }

  /** Holds older messages too, and lets newest ones go when there are too many. Nothing happens while a page is read. */
  loadOlder() {
    return this.#once(async () => {
      if (this.isAtBeginning) return;
      const from = Math.max(1, this.first - PageSize);
      const messages = await this.#range(from, this.first - 1);
      this.#hold(messages);
      this.first = from;
      const removed = this.#trim(() => this.last--, () => this.last);
      if (removed.length > 0) this.#follows = false;
      this.#tell("older", { messages, removed });
    });
  }

  loadNewer() {
    return this.#once(async () => {
      if (this.last >= this.count) return;
      const wasFollowing = this.#follows;
      const page = await this.#range(this.last + 1, Math.min(this.count, this.last + PageSize));
      // Some of them may have come by themselves meanwhile.
      const messages = page.filter((message) => numberOf(message.id) > this.last);
      this.#hold(messages);
      this.last += messages.length;
      this.#follows = wasFollowing || this.last >= this.count;
      this.#expect();
      const removed = this.#trim(() => this.first++, () => this.first);
      this.#tell("newer", { messages, removed });
    });
  }

  /** What came while the page could not hear: the newest messages, and those that were still being written. */
  refresh() {
    return this.#whileReading(() => this.#refresh());
  }

  async #refresh() {
    const wasAtEnd = this.isAtEnd;
    const page = await this.#page({ order: "desc", limit: PageSize });
    const items = page.items.reverse();
    const newest = items.length > 0 ? numberOf(items.at(-1).id) : 0;
    this.#learnCount(newest);
    if (wasAtEnd && newest - this.last > RefreshMax) return this.#load();
    for (const message of items) this.#applyMessage(message);
    if (wasAtEnd && this.last < newest) await this.loadNewer();
    const open = this.messages.filter(({ id, status }) => status === "streaming" && !items.some((item) => item.id === id));
    await Promise.all(open.map(({ id }) => this.#read(id)));
  }

  apply(name, body) {
    // What happens while a page is read may be of messages that are in it, and it may be older than what happens.
    if (this.#reads > 0) this.#early.push([name, body]);
    else this.#apply(name, body);
  }

  #apply(name, body) {
    if (name === "message") this.#applyMessage(body);
    else if (name === "bundle") this.#applyBundle(body);
    else if (name === "complete") this.#applyEnd(body);
    else if (name === "conversation") this.#learnCount(body.messageCount);
  }

  #applyMessage(message) {
    const number = numberOf(message.id);
    const known = this.#held.get(number);
    if (known) {
      if (isOlder(message, known)) return;
      this.#held.set(number, message);
      this.#tell("changed", { message, whole: true });
      return;
    }
    this.#learnCount(number);
    if (!this.#follows || number < this.first) return;
    if (number !== this.last + 1) return void this.loadNewer();
    this.#held.set(number, message);
    this.last = number;
    const removed = this.#trim(() => this.first++, () => this.first);
    this.#tell("newer", { messages: [message], removed, isNew: true });
  }

  #applyBundle(bundle) {
    const message = this.find(bundle.messageId);
    if (!message) return;
    const doubt = this.#inDoubt.get(message.id);
    if (doubt) return void doubt.push(["bundle", bundle]);
    const end = bundle.offset + bundle.tokens.length;
    if (end <= message.content.length) return;
    if (bundle.offset !== message.content.length) return this.#doubt(message, ["bundle", bundle]);
    message.content += bundle.tokens;
    message.tokenCount = (message.tokenCount ?? 0) + bundle.tokenCount;
    if (bundle.blocks && message.html) message.html.splice(bundle.blocks.from, Infinity, ...bundle.blocks.html);
    this.#tell("text", { message, bundle });
  }

  #applyEnd(end) {
    const message = this.find(end.id);
    if (!message) return this.#learnCount(numberOf(end.id));
    const doubt = this.#inDoubt.get(message.id);
    if (doubt) return void doubt.push(["complete", end]);
    if (message.status === "complete") return;
    if (end.length !== message.content.length) return this.#doubt(message, ["complete", end]);
    const { blocks, ...facts } = end;
    Object.assign(message, facts);
    if (blocks && message.html) message.html.splice(blocks.from, Infinity, ...blocks.html);
    this.#tell("changed", { message, whole: false, blocks });
  }

  /** Something is missing before this event: the message is read, and then what came meanwhile is applied. */
  async #doubt(message, event) {
    this.#inDoubt.set(message.id, [event]);
    await this.#read(message.id);
    const events = this.#inDoubt.get(message.id) ?? [];
    this.#inDoubt.delete(message.id);
    for (const [name, body] of events) this.#apply(name, body);
  }

  async #read(id) {
    try {
      const message = await get(withQuery(messagePath(id), { format: "html" }));
      if (!this.find(id) || isOlder(message, this.find(id))) return;
      this.#held.set(numberOf(id), message);
      this.#tell("changed", { message, whole: true });
    } catch (error) {
      // The connection's own state is shown elsewhere, and it comes back with a refresh.
      if (!isPassing(error) && error.status !== 404) throw error;
    }
  }

  async #range(from, to) {
    const size = to - from + 1;
    const around = messageId(this.conversation, from + Math.floor((size - 1) / 2));
    return (await this.#page({ around, limit: size })).items;
  }

  #page(query) {
    return get(withQuery(`${pathOf(this.conversation)}/messages`, { ...query, format: "html" }));
  }

  #hold(messages) {
    for (const message of messages) this.#held.set(numberOf(message.id), message);
    this.#held = new Map([...this.#held].sort(([a], [b]) => a - b));
  }

  #trim(step, at) {
    const removed = [];
    while (this.#held.size > HeldMax) {
      const number = at();
      removed.push(this.#held.get(number).id);
      this.#held.delete(number);
      step();
    }
    return removed;
  }

  #learnCount(count) {
    if (count <= this.count) return;
    this.count = count;
    this.#tell("count");
    this.#expect();
  }

  /** Looks for what is known to be there and has not come by itself. */
  #expect() {
    clearTimeout(this.#late);
    if (!this.#follows || this.last >= this.count) return;
    this.#late = setTimeout(() => this.loadNewer().catch(() => this.#expect()), LateMax);
  }

  #once(action) {
    this.#reading ??= this.#whileReading(action).finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #whileReading(action) {
    this.#reads++;
    try {
      return await action();
    } finally {
      this.#reads--;
      if (this.#reads === 0) for (const [name, body] of this.#early.splice(0)) this.apply(name, body);
    }
  }

  /** Nobody looks any more. */
  close() {
    clearTimeout(this.#late);
    this.#follows = false;
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A snapshot that is behind what has been put together since; not one of another message that got the same id. */
function isOlder(message, known) {
  if (message.createdAt !== known.createdAt) return false;
  if (known.status === "complete" && message.status !== "complete") return true;
  // The answer to a post brings no blocks.
  if (known.html && !message.html && message.content === known.content) return true;
  return message.content.length < known.content.length && known.content.startsWith(message.content);
}
