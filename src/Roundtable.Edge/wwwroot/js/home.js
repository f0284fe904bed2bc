// Where a new conversation begins: who is there, and what they may be asked.

import { allAgents, avatar, isDemo } from "./agents.js";
import { h } from "./dom.js";

const Suggestions = ["Two days in Rome: what first?", "Explain optimistic locking with an example", "What should I ask before I choose a database?"];

/** @param fill  puts words into the composer */
export function createHome(fill) {
  return h(
    "div",
    { class: "home scroller", tabindex: "-1" },
    h(
      "div",
      { class: "column" },
      h("h2", {}, "What is on your mind?"),
      h("p", { class: "lead" }, "Ask one of them, or several at once: they answer side by side, and every word you see is already stored."),
      h(
        "ul",
        { class: "table", "aria-label": "Who is at the table" },
        allAgents().map((agent) =>
          h("li", {}, avatar(agent), h("span", { class: "name" }, agent.name), h("span", { class: "quiet" }, agent.provider === "demo" ? "offline demo" : agent.model)),
        ),
      ),
      h("div", { class: "suggestions" }, Suggestions.map((words) => h("button", { type: "button", class: "suggestion", onclick: () => fill(words) }, words))),
      isDemo() ? h("p", { class: "quiet" }, "The demo agents need no network and no key. Any OpenAI-compatible endpoint can take their place.") : null,
    ),
  );
}
