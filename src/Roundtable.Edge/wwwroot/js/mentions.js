// Completion of @names while somebody types: a list above the text, moved through with the arrow keys.

import { allAgents, avatar } from "./agents.js";
import { h } from "./dom.js";

// As the server reads them: not inside a word, an address or a path.
const Beginning = /(^|[^\p{L}\p{N}_%+\-/@＠])[@＠]([\p{L}\p{N}_-]*)$/u;

export class MentionList {
  #text;
  #found = [];
  #active = 0;
  element = h("ul", { class: "mentions", id: "mentions", role: "listbox", "aria-label": "Agents", hidden: true });

  constructor(text) {
    this.#text = text;
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", "mentions");
    text.addEventListener("input", () => this.#look());
    text.addEventListener("click", () => this.#look());
    text.addEventListener("blur", () => this.#hide());
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Takes a key that is meant for the list; false when it is none. */
  handles(event) {
    if (!this.isOpen) return false;
    if (event.key === "ArrowDown") this.#activate(this.#active + 1);
    else if (event.key === "ArrowUp") this.#activate(this.#active - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#found[this.#active]);
    else if (event.key === "Escape") this.#hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #look() {
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    const match = this.#text.selectionStart === this.#text.selectionEnd ? Beginning.exec(before) : null;
    if (!match) return this.#hide();
    const word = match[2].toLocaleLowerCase();
    this.#found = allAgents().filter(({ id, name }) => [id, name].some((each) => each.toLocaleLowerCase().startsWith(word)));
    if (this.#found.length === 0) return this.#hide();
    this.element.replaceChildren(...this.#found.map((agent, index) => this.#option(agent, index)));
    this.element.hidden = false;
    this.#activate(0);
  }

  #option(agent, index) {
    const take = (event) => {
      // The text keeps the focus.
      event.preventDefault();
      this.#take(agent);
    };
    return h("li", { role: "option", id: `mention-${index}`, onpointerdown: take }, avatar(agent), h("span", { class: "name" }, agent.name), h("span", { class: "quiet" }, `@${agent.id}`));
  }

  #activate(index) {
    this.#active = (index + this.#found.length) % this.#found.length;
    [...this.element.children].forEach((option, at) => option.setAttribute("aria-selected", at === this.#active));
    this.#text.setAttribute("aria-activedescendant", `mention-${this.#active}`);
    this.element.children[this.#active].scrollIntoView({ block: "nearest" });
  }

  #take(agent) {
    const end = this.#text.selectionStart;
    const start = end - Beginning.exec(this.#text.value.slice(0, end))[2].length;
    this.#text.setRangeText(`${agent.id} `, start, end, "end");
    this.#hide();
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #hide() {
    this.element.hidden = true;
    this.#text.removeAttribute("aria-activedescendant");
  }
}
