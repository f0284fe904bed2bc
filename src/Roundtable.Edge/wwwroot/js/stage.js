// The middle of the page: a conversation, a new one, or the operations; its head, its composer, and the panel beside it.

import { agentNamed, avatar } from "./agents.js";
import { Composer } from "./composer.js";
import { ConversationView } from "./conversation-view.js";
import { h, icon, iconButton } from "./dom.js";
import { chooseParticipants, titleOf } from "./facts.js";
import { createHome } from "./home.js";
import { isConversationId, linkTo } from "./ids.js";
import { openMenu } from "./menu.js";
import { OperationsView } from "./operations-view.js";
import { isSignedIn, signOut } from "./sign-in.js";
import { StorageView } from "./storage-view.js";

const AvatarsMax = 5;

export class Stage {
  #element;
  #services;
  #head = h("header", { class: "head" });
  #body = h("div", { class: "stage-body" });
  #composer;
  #conversation = null;
  #operations = null;
  #storage = new StorageView(document.getElementById("panel"));
  #facts = null;
  #route = null;

  constructor(element, services) {
    this.#element = element;
    this.#services = services;
    this.#composer = new Composer({ send: (words) => this.#send(words), stop: () => this.#conversation?.stopAll() });
    element.replaceChildren(this.#head, services.connection.element, this.#body, this.#composer.element);
    services.outbox.addEventListener("opened", ({ detail }) => this.#opened(detail));
    services.outbox.addEventListener("sent", ({ detail }) => this.#sent(detail));
  }

  /** Shows what the address says. */
  go() {
    const [, kind, id, , message] = location.hash.split("/");
    const route = kind === "c" && isConversationId(id ?? "") ? id : kind === "operations" ? "operations" : "new";
    document.documentElement.dataset.view = route === "new" && !location.hash ? "list" : "stage";
    if (route === this.#route) {
      if (message) this.#conversation?.show(message);
      return;
    }
    this.#close();
    this.#route = route;
    this.#services.sidebar.select(this.#conversation?.id ?? (isConversationId(route) ? route : null));
    if (isConversationId(route)) this.#showConversation(route, message);
    else if (route === "operations") this.#showOperations();
    else this.#showHome();
  }

  listed(name, body) {
    if (this.#conversation?.id === body.id) this.#conversation.listed(name, body);
  }

  /** A conversation is being deleted: its reader is taken away from it. */
  left(id) {
    if (this.#conversation?.id === id) location.hash = "#/";
  }

  /** On a narrow screen the list takes the place of the stage. */
  showList() {
    document.documentElement.dataset.view = "list";
  }

  #close() {
    this.#storage.close(false);
    this.#conversation?.close();
    this.#conversation = null;
    this.#operations?.close();
    this.#operations = null;
    this.#facts = null;
    this.#body.replaceChildren();
    this.#composer.isWriting(false);
  }

  #showHome() {
    this.#showHead("New conversation");
    this.#body.replaceChildren(createHome((words) => this.#composer.fill(words)));
    this.#composer.element.hidden = false;
    this.#composer.show("new", []);
    if (document.documentElement.dataset.view !== "list") this.#composer.focusIfHandy();
    document.title = "Roundtable";
  }

  #showOperations() {
    this.#showHead("Operations");
    this.#composer.element.hidden = true;
    this.#operations = new OperationsView();
    this.#body.replaceChildren(this.#operations.element);
    document.title = "Operations · Roundtable";
  }

  #showConversation(id, message) {
    const known = this.#services.sidebar.find(id);
    this.#composer.element.hidden = false;
    this.#composer.show(id, known?.participants ?? []);
    this.#conversation = new ConversationView(id, this.#services, {
      facts: (facts) => this.#know(facts),
      gone: () => this.#gone(id),
      writing: (isWriting) => this.#composer.isWriting(isWriting),
      storage: (message) => this.#storage.open(message, this.#conversation.transcript),
    });
    this.#body.replaceChildren(this.#conversation.element);
    if (known) this.#know(known);
    else this.#showHead("");
    this.#conversation.open(message);
    if (!message) this.#composer.focusIfHandy();
  }

  #know(facts) {
    if (facts.id !== this.#conversation?.id && this.#conversation) return;
    this.#facts = facts;
    document.title = `${titleOf(facts)} · Roundtable`;
    this.#composer.participantsAre(facts.participants);
    this.#showHead(titleOf(facts), facts);
  }

  #showHead(title, facts = null) {
    const back = h("a", { class: "icon-button back", href: "#", "aria-label": "All conversations", title: "All conversations" }, icon("back"));
    const heading = h("h2", { class: "head-title", dir: "auto", tabindex: "-1" }, title);
    const state = `${title} ${facts?.participants} ${facts?.revision} ${facts?.archived}`;
    if (this.#head.dataset.state === state) return;
    this.#head.dataset.state = state;
    const hadFocus = this.#head.contains(document.activeElement) ? document.activeElement.className : null;
    this.#head.replaceChildren(back, heading, ...(facts ? [this.#people(facts), this.#menu()] : this.#account()));
    if (hadFocus) this.#head.getElementsByClassName(hadFocus)[0]?.focus();
  }

  #people(facts) {
    const shown = facts.participants.slice(0, AvatarsMax).map((id) => avatar(agentNamed(id)));
    const names = facts.participants.map((id) => agentNamed(id).name).join(", ") || "nobody yet";
    const label = `Who takes part: ${names}`;
    const rest = facts.participants.length - shown.length;
    return h("button", { type: "button", class: "people", title: label, onclick: () => chooseParticipants(this.#facts) }, h("span", { class: "unseen" }, label), shown.length > 0 ? shown : icon("people"), rest > 0 ? h("span", { "aria-hidden": "true" }, `+${rest}`) : null);
  }

  #menu() {
    return iconButton("more", "More for this conversation", (event) => openMenu(event.currentTarget, [...this.#services.sidebar.menuOf(this.#facts), ...this.#accountItems()]), {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      class: "icon-button head-more",
    });
  }

  #account() {
    if (!isSignedIn()) return [];
    return [iconButton("out", "Sign out", signOut)];
  }

  #accountItems() {
    return isSignedIn() ? [{ label: "Sign out", icon: "out", run: signOut }] : [];
  }

  #gone(id) {
    if (this.#conversation?.id !== id) return;
    this.#close();
    this.#showHead("Not here");
    this.#composer.element.hidden = true;
    this.#body.replaceChildren(
      h("div", { class: "nothing" }, h("h3", {}, "This conversation is not here."), h("p", { class: "quiet" }, "It was deleted, or it belongs to somebody else."), h("a", { class: "button", href: "#/" }, "Begin a new one")),
    );
    document.title = "Not here · Roundtable";
  }

  #send({ content, agents }) {
    const { outbox } = this.#services;
    if (this.#conversation) {
      outbox.say({ conversation: this.#conversation.id, content, agents });
      this.#conversation.toEnd();
    } else outbox.say({ content, agents, participants: this.#composer.chosen });
  }

  #opened({ conversation }) {
    this.#services.sidebar.apply("conversation", conversation);
    if (this.#route === "new") location.hash = linkTo(conversation.id);
  }

  #sent({ turn }) {
    if (this.#conversation?.id === turn.message.conversationId) this.#conversation.apply("message", turn.message);
  }
}
