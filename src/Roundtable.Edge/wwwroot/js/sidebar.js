// The conversations at the left: latest first, without end, live; found by words; named, put away and deleted in place.

import { get, withQuery } from "./api.js";
import { Conversations } from "./conversations.js";
import { debounced, h, icon, iconButton, oncePerFrame } from "./dom.js";
import { archive, discard, rename, titleOf } from "./facts.js";
import { linkTo } from "./ids.js";
import { openMenu } from "./menu.js";
import { trying } from "./notices.js";
import { SearchResults } from "./search-results.js";
import { shortTime, timeElement } from "./times.js";

const TypingPause = 180;
const Reach = 600;

export class Sidebar {
  #shown;
  #lists;
  #current = null;
  #active = null;
  #on;
  #search = h("input", { class: "search-field", type: "search", id: "search", placeholder: "Search", "aria-label": "Search conversations and messages", maxlength: "128", autocomplete: "off" });
  #list = h("ul", { class: "list", "aria-label": "Conversations, latest first" });
  #note = h("p", { class: "quiet pad" });
  #tab = h("button", { type: "button", class: "link-button", "aria-pressed": "false", onclick: () => this.#toggleArchived() }, "Archived");
  #area;
  #results;

  /** @param on  { deleted(id) } */
  constructor(area, on) {
    this.#area = area;
    this.#on = on;
    this.#lists = { current: new Conversations(), archived: new Conversations({ archived: true }) };
    this.#shown = this.#lists.current;
    const show = oncePerFrame(() => this.#show());
    for (const list of Object.values(this.#lists)) list.addEventListener("changed", show);
    this.#results = new SearchResults(() => this.#search.value.trim());
    const look = debounced(() => this.#look(), TypingPause);
    this.#search.addEventListener("input", look);
    this.#search.addEventListener("keydown", (event) => event.key === "Escape" && this.#clearSearch());
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    // On a narrow screen the list covers what is open already.
    this.#area.addEventListener("click", ({ target }) => target.closest("a") && (document.documentElement.dataset.view = "stage"));
    this.#area.addEventListener("scroll", () => this.#more(), { passive: true });
    this.#area.replaceChildren(this.#list, this.#results.element, this.#note);
    area.before(
      h("div", { class: "list-tools" }, h("a", { class: "button new", href: "#/" }, icon("plus"), "New conversation"), h("label", { class: "search" }, icon("search"), this.#search)),
    );
    area.after(h("div", { class: "sidebar-foot" }, this.#tab, h("a", { class: "link-button", href: "#/operations" }, icon("pulse"), "Operations")));
  }

  load() {
    return this.#lists.current.load();
  }

  find(id) {
    return this.#lists.current.find(id) ?? this.#lists.archived.find(id);
  }

  apply(name, body) {
    this.#lists.current.apply(name, body);
    if (this.#lists.archived.isRead) this.#lists.archived.apply(name, body);
  }

  /** Which one is open. */
  select(id) {
    this.#current = id;
    this.#active = id;
    this.#show();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  hide(id, isHidden) {
    for (const list of Object.values(this.#lists)) list.hide(id, isHidden);
  }

  menuOf(conversation) {
    return [
      { label: "Rename…", icon: "pencil", run: () => rename(conversation) },
      { label: conversation.archived ? "Move back to the list" : "Archive", icon: "box", run: () => archive(conversation, !conversation.archived) },
      { label: "Delete", icon: "bin", isDanger: true, run: () => this.#discard(conversation) },
    ];
  }

  #discard(conversation) {
    discard(conversation, (isHidden) => this.hide(conversation.id, isHidden));
    this.#on.deleted(conversation.id);
  }

  async #toggleArchived() {
    const isArchived = this.#shown === this.#lists.current;
    this.#shown = isArchived ? this.#lists.archived : this.#lists.current;
    this.#tab.setAttribute("aria-pressed", isArchived);
    if (!this.#shown.isRead) await trying(() => this.#shown.load());
    this.#area.scrollTop = 0;
    this.#show();
  }

  #look() {
    const isSearching = this.#search.value.trim() !== "";
    this.#list.hidden = isSearching;
    this.#results.element.hidden = !isSearching;
    if (isSearching) this.#results.find((query, cursor) => get(withQuery("/api/search", { q: query, limit: 20, cursor })));
    this.#show();
  }

  #clearSearch() {
    this.#search.value = "";
    this.#look();
  }

  #more() {
    if (this.#area.scrollHeight - this.#area.scrollTop - this.#area.clientHeight > Reach) return;
    if (this.#results.element.hidden) trying(() => this.#shown.loadMore());
    else this.#results.more();
  }

  #show() {
    const items = this.#shown.items;
    const known = new Map([...this.#list.children].map((element) => [element.dataset.id, element]));
    const focused = document.activeElement?.closest?.("li[data-id]")?.dataset.id;
    const isLink = document.activeElement?.tagName === "A";
    if (!items.some((item) => item.id === this.#active)) this.#active = items[0]?.id ?? null;
    const elements = items.map((item) => this.#item(item, known.get(item.id)));
    // Nothing is moved that is in its place.
    elements.forEach((element, index) => this.#list.children[index] !== element && this.#list.insertBefore(element, this.#list.children[index] ?? null));
    while (this.#list.children.length > elements.length) this.#list.lastChild.remove();
    if (focused && document.activeElement === document.body) this.#focusOn(focused, isLink);
    this.#showNote(items);
    this.#more();
  }

  #showNote(items) {
    this.#note.hidden = !this.#results.element.hidden || items.length > 0;
    const nothing = this.#shown.archived ? "Nothing is archived." : "No conversations yet. The first one begins when you say something.";
    this.#note.textContent = this.#shown.isRead ? nothing : "Opening…";
  }

  #item(conversation, known) {
    const isCurrent = conversation.id === this.#current;
    const state = `${conversation.revision} ${conversation.updatedAt} ${conversation.messageCount} ${isCurrent} ${conversation.id === this.#active}`;
    if (known?.dataset.state === state) return known;
    const tab = conversation.id === this.#active ? "0" : "-1";
    const title = titleOf(conversation);
    const link = h(
      "a",
      { class: "item-link", href: linkTo(conversation.id), "aria-current": isCurrent ? "page" : null, tabindex: tab },
      h("span", { class: "item-title", dir: "auto" }, title),
      h("span", { class: "item-facts" }, timeElement(conversation.updatedAt, shortTime(conversation.updatedAt)), ` · ${conversation.messageCount === 1 ? "1 message" : `${conversation.messageCount} messages`}`),
    );
    const more = iconButton("more", `More for ${title}`, (event) => openMenu(event.currentTarget, this.menuOf(conversation)), { class: "icon-button item-more", "aria-haspopup": "menu", "aria-expanded": "false", tabindex: tab });
    const element = known ?? h("li", { "data-id": conversation.id });
    element.dataset.state = state;
    element.replaceChildren(link, more);
    return element;
  }

  #focusOn(id, isLink = true) {
    const element = this.#list.querySelector(`[data-id="${id}"]`);
    element?.querySelector(isLink ? "a" : "button").focus();
  }

  /** One stop for the tab key; the arrows go through the list. */
  #key(event) {
    const ids = this.#shown.items.map((item) => item.id);
    const at = ids.indexOf(event.target.closest("li")?.dataset.id);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to !== undefined && ids[to]) {
      event.preventDefault();
      this.#active = ids[to];
      this.#show();
      this.#focusOn(this.#active);
      return;
    }
    const conversation = this.find(ids[at]);
    if (!conversation) return;
    if (event.key === "F2") rename(conversation);
    else if (event.key === "Delete") {
      this.#active = ids[at + 1] ?? ids[at - 1] ?? null;
      this.#discard(conversation);
    }
  }
}
