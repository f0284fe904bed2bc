// What somebody said and the server has not confirmed. It outlives a reload, and carries the keys by which the server knows
// a request that comes again: however often it is sent, it is one message.

import { isPassing, newKey, post, Refusal } from "./api.js";
import { read, write } from "./keep.js";
import { pathOf } from "./ids.js";

const Name = "outbox";
const RetryMin = 500;
const RetryMax = 10_000;
const TitleLengthMax = 60;

export class Outbox extends EventTarget {
  #running = new Set();
  #wake = new Set();

  constructor() {
    super();
    addEventListener("online", () => this.hurry());
  }

  /** What was not sent when the page was closed. */
  resume() {
    for (const entry of this.#entries()) if (!entry.problem) this.#run(entry);
  }

  waitingIn(conversation) {
    return this.#entries().filter((entry) => entry.conversation === conversation);
  }

  /** Says something in a conversation; without one, in a new one. */
  say({ conversation = null, content, agents, participants = [] }) {
    const entry = { key: newKey(), conversation, content, agents, at: Date.now() };
    if (!conversation) entry.opening = { key: newKey(), body: { title: titleOf(content), participants } };
    this.#save(entry);
    this.#tell("changed", entry);
    return this.#run(entry);
  }

  discard(key) {
    this.#write(this.#entries().filter((entry) => entry.key !== key));
    this.#tell("changed", { key });
  }

  again(key) {
    const entry = this.#entries().find((candidate) => candidate.key === key);
    if (!entry) return;
    delete entry.problem;
    this.#save(entry);
    this.#tell("changed", entry);
    this.#run(entry);
  }

  /** The connection is back. */
  hurry() {
    for (const wake of this.#wake) wake();
  }

  async #run(entry) {
    if (this.#running.has(entry.key)) return;
    this.#running.add(entry.key);
    try {
      for (let attempt = 0; ; attempt++) {
        try {
          return await this.#send(entry);
        } catch (error) {
          if (!isPassing(error)) return this.#refused(entry, error);
          if (attempt === 0) this.#tell("delayed", entry);
          await this.#pause(error.retryAfter ? error.retryAfter * 1000 : Math.min(RetryMax, RetryMin * 2 ** attempt));
        }
      }
    } finally {
      this.#running.delete(entry.key);
    }
  }

  async #send(entry) {
    if (!entry.conversation) {
      const created = await post("/api/conversations", entry.opening.body, { key: entry.opening.key });
      entry.conversation = created.id;
      this.#save(entry);
      this.#tell("opened", { entry, conversation: created });
    }
    const body = { content: entry.content, ...(entry.agents ? { agents: entry.agents } : {}) };
    const turn = await post(`${pathOf(entry.conversation)}/messages`, body, { key: entry.key });
    this.#write(this.#entries().filter((other) => other.key !== entry.key));
    this.#tell("sent", { entry, turn });
    return turn;
  }

  #refused(entry, error) {
    if (!(error instanceof Refusal)) throw error;
    // A key that was revoked meanwhile: it is sent after the sign-in.
    if (error.status === 401) return;
    entry.problem = error.message;
    this.#save(entry);
    this.#tell("changed", entry);
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wake.delete(wake);
        resolve();
      };
      this.#wake.add(wake);
      setTimeout(wake, milliseconds);
    });
  }

  #entries() {
    return read(Name, []);
  }

  #save(entry) {
    const others = this.#entries();
    const index = others.findIndex((other) => other.key === entry.key);
    if (index < 0) others.push(entry);
    else others[index] = entry;
    this.#write(others);
  }

  #write(entries) {
    write(Name, entries.length > 0 ? entries : null);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A conversation is called as it begins, until somebody names it. */
function titleOf(content) {
  const line = content.replace(/[@＠][\p{L}\p{N}_-]+|[#*_`>]/gu, "").replace(/\s+/g, " ").trim();
  const letters = [...line];
  if (letters.length <= TitleLengthMax) return line;
  const cut = letters.slice(0, TitleLengthMax).join("");
  return `${cut.slice(0, cut.lastIndexOf(" ") > 20 ? cut.lastIndexOf(" ") : undefined)}…`;
}
