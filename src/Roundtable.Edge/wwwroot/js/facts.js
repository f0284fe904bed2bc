// What can be done to a conversation: name it, put it away, delete it with a moment to think, choose who takes part.

import { allAgents, avatar } from "./agents.js";
import { patch, remove } from "./api.js";
import { h } from "./dom.js";
import { pathOf } from "./ids.js";
import { ask } from "./menu.js";
import { complain, notice, trying } from "./notices.js";

const TitleLengthMax = 500;

export const titleOf = (conversation) => conversation.title.trim() || "Untitled";

export async function rename(conversation) {
  const input = h("input", { class: "field", name: "title", maxlength: TitleLengthMax, value: conversation.title, "aria-label": "Title", autocomplete: "off", dir: "auto" });
  const asked = ask({ title: "Rename the conversation", content: input, confirm: "Rename", read: () => input.value.trim() });
  input.select();
  const title = await asked;
  if (title === null || title === conversation.title) return null;
  return trying(() => patch(pathOf(conversation.id), { title }));
}

export async function archive(conversation, archived) {
  const changed = await trying(() => patch(pathOf(conversation.id), { archived }));
  if (!changed) return;
  notice(archived ? "Archived." : "Back in the list.", {
    actionLabel: "Undo",
    action: () => trying(() => patch(pathOf(conversation.id), { archived: !archived })),
  });
}

/** Nothing is sent until the moment has passed, or the page is left. */
export function discard(conversation, hide) {
  hide(true);
  notice(`“${titleOf(conversation)}” is deleted.`, {
    actionLabel: "Undo",
    action: () => hide(false),
    done: () =>
      remove(pathOf(conversation.id), { keepalive: true }).catch((error) => {
        // Somebody else was faster.
        if (error.status === 404) return;
        hide(false);
        complain(error);
      }),
  });
}

export async function chooseParticipants(conversation) {
  const chosen = new Set(conversation.participants);
  const content = h(
    "fieldset",
    { class: "choices" },
    h("legend", { class: "quiet" }, "They answer when you mention nobody. With none of them, the default agent does."),
    allAgents().map((agent) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", name: "agent", value: agent.id, checked: chosen.has(agent.id) }),
        avatar(agent),
        h("span", {}, agent.name, h("small", { class: "quiet" }, agent.provider === "demo" ? "offline demo" : agent.model)),
      ),
    ),
  );
  const read = (form) => [...form.elements].filter((box) => box.checked).map((box) => box.value);
  const participants = await ask({ title: "Who takes part", content, confirm: "Save", read });
  if (participants === null) return null;
  return trying(() => patch(pathOf(conversation.id), { participants }));
}
