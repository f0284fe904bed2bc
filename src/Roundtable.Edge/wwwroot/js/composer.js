// Where people write: grows with the text, keeps it as a draft, completes names, says who will answer.

import { agentNamed, allAgents, avatar, defaultAgent } from "./agents.js";
import { h, icon } from "./dom.js";
import { draftOf, keepDraft } from "./keep.js";
import { MentionList } from "./mentions.js";

const isTouch = matchMedia("(pointer: coarse)");
const Place = { text: "Say something" };

export class Composer {
  #place;
  #participants = [];
  #chosen = new Set();
  #on;
  #text = h("textarea", { class: "text", id: "text", rows: "1", dir: "auto", placeholder: Place.text, "aria-label": "Message", "aria-describedby": "who-answers", enterkeyhint: "enter" });
  #mentions = new MentionList(this.#text);
  #who = h("div", { class: "who", role: "group", "aria-label": "Who answers" });
  #hint = h("p", { class: "hint", id: "who-answers" });
  #send = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
  #stop = h("button", { type: "button", class: "button stop-all", hidden: true, onclick: () => this.#on.stop() }, icon("stop"), h("span", {}, "Stop"));

  /** @param on  { send({ content, agents }), stop() } */
  constructor(on) {
    this.#on = on;
    this.element = h(
      "form",
      { class: "composer", "aria-label": "Write a message", onsubmit: (event) => this.#submit(event) },
      this.#mentions.element,
      h("div", { class: "box" }, this.#text, h("div", { class: "tools" }, this.#who, this.#stop, this.#send)),
      this.#hint,
    );
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => this.#changed());
    // Another tab may write in the same conversation: what is not being written here follows it.
    addEventListener("storage", ({ key }) => key === `roundtable.draft.${this.#place}` && document.activeElement !== this.#text && this.#restore());
  }

  /** Which conversation's draft this is; `new` before there is one. */
  show(place, participants) {
    this.#place = place;
    this.#participants = participants;
    this.#chosen.clear();
    this.#restore();
    this.#showWho();
  }

  participantsAre(participants) {
    this.#participants = participants;
    this.#showWho();
  }

  get chosen() {
    return [...this.#chosen];
  }

  isWriting(isWriting) {
    if (this.#stop.hidden === !isWriting) return;
    const hadFocus = document.activeElement === this.#stop;
    this.#stop.hidden = !isWriting;
    if (hadFocus && !isWriting) this.focus();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** On a touch screen the focus would raise the keyboard over what was opened to be read. */
  focusIfHandy() {
    if (!isTouch.matches) this.focus();
  }

  fill(text) {
    this.#text.value = text;
    this.#changed();
    this.focus();
  }

  #restore() {
    this.#text.value = draftOf(this.#place);
    this.#fit();
  }

  #key(event) {
    if (this.#mentions.handles(event)) return;
    // An input method that is composing a word uses Enter for itself.
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || (isTouch.matches && !event.ctrlKey)) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const content = this.#text.value;
    if (!content.trim()) return this.focus();
    const agents = this.#chosen.size > 0 ? this.chosen : undefined;
    this.#text.value = "";
    this.#changed();
    this.focus();
    this.#on.send({ content, agents });
  }

  #changed() {
    keepDraft(this.#place, this.#text.value);
    this.#fit();
  }

  #fit() {
    this.#send.classList.toggle("ready", this.#text.value.trim() !== "");
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  #showWho() {
    this.#who.replaceChildren(...allAgents().map((agent) => this.#chip(agent)));
    this.#showHint();
  }

  #chip(agent) {
    const toggle = (event) => {
      if (!this.#chosen.delete(agent.id)) this.#chosen.add(agent.id);
      event.currentTarget.setAttribute("aria-pressed", this.#chosen.has(agent.id));
      this.#showHint();
    };
    return h("button", { type: "button", class: "chip", "aria-pressed": this.#chosen.has(agent.id) ? "true" : "false", title: `Ask ${agent.name}`, onclick: toggle }, avatar(agent), h("span", { class: "chip-name" }, agent.name));
  }

  #showHint() {
    const names = (ids) => new Intl.ListFormat("en").format(ids.map((id) => agentNamed(id).name));
    const answering = this.#chosen.size > 0 ? names(this.chosen) : this.#participants.length > 0 ? names(this.#participants) : (defaultAgent()?.name ?? "Nobody");
    const verb = this.#chosen.size > 1 || (this.#chosen.size === 0 && this.#participants.length > 1) ? "answer" : "answers";
    this.#hint.textContent = this.#chosen.size > 0 ? `${answering} ${verb}.` : `${answering} ${verb}, or whom you @mention.`;
  }
}
