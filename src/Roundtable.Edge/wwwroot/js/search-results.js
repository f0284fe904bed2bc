// What was found: conversations by their titles, messages by their words. A search reads a bounded piece at a time, so that
// a page may be short, or empty, and still not be the last.

import { h } from "./dom.js";
import { linkTo } from "./ids.js";
import { titleOf } from "./facts.js";

export class SearchResults {
  #query;
  #read;
  #next = null;
  #turn = 0;
  #isReading = false;
  #list = h("ul", { class: "list results", "aria-label": "Found" });
  #note = h("p", { class: "quiet pad", role: "status" });
  element = h("div", { hidden: true }, this.#list, this.#note);

  /** @param query  gives what is looked for now */
  constructor(query) {
    this.#query = query;
  }

  /** @param read  (query, cursor) → a page */
  async find(read) {
    this.#read = read;
    this.#next = null;
    const turn = ++this.#turn;
    this.#note.textContent = "Searching…";
    await this.#page(turn, true);
  }

  more() {
    if (this.#next && !this.#isReading) this.#page(this.#turn, false);
  }

  async #page(turn, isFirst) {
    this.#isReading = true;
    try {
      let found = 0;
      do {
        const page = await this.#read(this.#query(), this.#next);
        if (turn !== this.#turn) return;
        if (isFirst && found === 0) this.#list.replaceChildren();
        this.#list.append(...page.items.map(item));
        this.#next = page.nextCursor;
        found += page.items.length;
      } while (this.#next && found === 0);
      this.#note.textContent = this.#list.children.length === 0 ? "Nothing has these words." : this.#next ? "" : "That is all.";
    } catch (error) {
      if (turn === this.#turn) this.#note.textContent = error.message;
    } finally {
      if (turn === this.#turn) this.#isReading = false;
    }
  }
}

function item({ conversation, messageId, snippet, highlights }) {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "item-link", href: linkTo(conversation.id, messageId) },
      h("span", { class: "item-title", dir: "auto" }, titleOf(conversation)),
      messageId ? h("span", { class: "item-snippet", dir: "auto" }, marked(snippet, highlights ?? [])) : null,
    ),
  );
}

/** The snippet with the words that were looked for made strong. */
function marked(snippet, highlights) {
  const parts = [];
  let at = 0;
  for (const { start, length } of highlights) {
    parts.push(snippet.slice(at, start), h("mark", {}, snippet.slice(start, start + length)));
    at = start + length;
  }
  return [...parts, snippet.slice(at)];
}
