// Who can be asked, and how their voices are told apart: a colour, initials, a name.

import { insist } from "./api.js";
import { h } from "./dom.js";

const Voices = 8;
let agents = [];

export async function loadAgents(waiting) {
  agents = (await insist("/api/agents", waiting)).items;
  return agents;
}

export const allAgents = () => agents;

export const defaultAgent = () => agents.find((agent) => agent.isDefault) ?? agents[0];

/** Also for one that is not configured any more: what it said is still there. */
export const agentNamed = (id) => agents.find((agent) => agent.id === id) ?? { id, name: id, model: "", provider: "" };

/** A place in the palette. The order of the configuration, so that neighbours differ; others by their letters. */
export function voiceOf(id) {
  const index = agents.findIndex((agent) => agent.id === id);
  if (index >= 0) return index % Voices;
  return [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7) % Voices;
}

/** One or two letters: of the first words, or the first letters of the only one. */
export function initialsOf(name) {
  const words = name.split(/[\s_-]+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const letters = words.length > 1 ? [...words[0]][0] + [...words[1]][0] : [...(words[0] ?? name)].slice(0, 2).join("");
  return letters.toLocaleUpperCase();
}

/** The mark beside a voice; its name stands beside it, or is its label. */
export function avatar(agent, { label = false } = {}) {
  return h(
    "span",
    {
      class: "avatar",
      "data-voice": voiceOf(agent.id),
      role: label ? "img" : null,
      "aria-label": label ? agent.name : null,
      "aria-hidden": label ? null : "true",
      title: label ? agent.name : null,
    },
    initialsOf(agent.name),
  );
}

export const isDemo = () => agents.some((agent) => agent.provider === "demo");
