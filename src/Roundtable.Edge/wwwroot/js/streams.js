// What the leading tab does: it holds the streams of all tabs. Browsers open six connections to a server, and requests need
// some of them, so that there is the list and the few conversations that were looked at last. Who finds no place is told.

import { follow } from "./events.js";
import { pathOf } from "./ids.js";

const ConversationsMax = 3;
export const ListTopic = "list";

const urlOf = (topic) => (topic === ListTopic ? "/api/events" : `${pathOf(topic)}/events?format=html`);

export class Streams {
  #open = new Map();
  #wants = new Map();
  #say;

  /** @param say  tells all tabs: { type, topic, … } */
  constructor(say) {
    this.#say = say;
  }

  /** What a tab wants now, all of it; `seenAt` is when somebody looked at it last. */
  want(tab, topics, seenAt) {
    const before = this.#wants.get(tab)?.topics ?? {};
    this.#wants.set(tab, { topics, seenAt });
    const opened = this.#settle();
    for (const topic of Object.keys(topics)) {
      const open = this.#open.get(topic);
      if (!open) this.#say({ type: "crowded", topic, tab });
      else if (!(topic in before) || opened.has(topic)) {
        // Who did not give the place from which the stream goes on may have missed something before it.
        this.#say({ type: "followed", topic, tab, exact: opened.get(topic) === tab });
        this.#say({ type: "state", topic, state: open.state, reason: open.reason });
      }
    }
  }

  forget(tab) {
    if (this.#wants.delete(tab)) this.#settle();
  }

  keepOnly(living) {
    for (const tab of this.#wants.keys()) if (!living.has(tab)) this.forget(tab);
  }

  hurry() {
    for (const { stream } of this.#open.values()) stream.hurry();
  }

  close() {
    for (const { stream } of this.#open.values()) stream.close();
    this.#open.clear();
    this.#wants.clear();
  }

  /** Opens and closes what has changed; gives each topic opened and the tab whose place it goes on from. */
  #settle() {
    const chosen = this.#choose();
    for (const [topic, { stream }] of this.#open) {
      if (chosen.has(topic)) continue;
      stream.close();
      this.#open.delete(topic);
      this.#tellCrowded(topic);
    }
    const opened = new Map();
    for (const [topic, { tab, cursor }] of chosen) {
      if (this.#open.has(topic)) continue;
      this.#follow(topic, cursor);
      opened.set(topic, tab);
      this.#say({ type: "followed", topic, tab, exact: true });
    }
    return opened;
  }

  #choose() {
    const latestFirst = [...this.#wants].sort(([, a], [, b]) => b.seenAt - a.seenAt);
    const chosen = new Map();
    let conversations = 0;
    for (const [tab, { topics }] of latestFirst) {
      for (const [topic, cursor] of Object.entries(topics)) {
        if (chosen.has(topic)) continue;
        if (topic !== ListTopic && conversations++ >= ConversationsMax) continue;
        chosen.set(topic, { tab, cursor });
      }
    }
    return chosen;
  }

  #follow(topic, cursor) {
    const open = { state: "waiting", reason: "opening", stream: null };
    this.#open.set(topic, open);
    open.stream = follow(urlOf(topic), cursor ?? null, {
      event: (name, body, id) => this.#say({ type: "event", topic, name, body, id }),
      state: (state, reason) => {
        Object.assign(open, { state, reason });
        this.#say({ type: "state", topic, state, reason });
      },
      gone: (status) => {
        this.#open.delete(topic);
        for (const { topics } of this.#wants.values()) delete topics[topic];
        this.#say({ type: "gone", topic, status });
        this.#settle();
      },
    });
  }

  #tellCrowded(topic) {
    for (const [tab, { topics }] of this.#wants) if (topic in topics) this.#say({ type: "crowded", topic, tab });
  }
}
