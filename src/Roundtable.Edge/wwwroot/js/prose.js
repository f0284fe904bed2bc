// The text of one message in the document. The server renders Markdown, a block at a time, and sanitises it; this is the only
// place of the page where markup becomes elements. Without it the text is shown as it was written.

import { h } from "./dom.js";

const policy = globalThis.trustedTypes?.createPolicy("roundtable", { createHTML: (html) => html }) ?? { createHTML: (html) => html };

export function createProse(message) {
  const element = h("div", { class: "prose", dir: "auto" });
  showAll(element, message);
  return element;
}

/** Shows the message anew, keeping the blocks that are the same. */
export function showAll(element, message) {
  if (message.html) return showBlocks(element, message.html, 0);
  element.classList.add("plain");
  element.textContent = message.content;
}

/** Shows what a bundle brought. */
export function showMore(element, message, bundle) {
  // A bundle without blocks changes none of them: they come when a long block has grown by more.
  if (message.html) return bundle.blocks ? showBlocks(element, message.html, bundle.blocks.from) : undefined;
  const last = element.lastChild;
  if (last?.nodeType === Node.TEXT_NODE) last.appendData(bundle.tokens);
  else element.append(bundle.tokens);
}

/** From a block on; each is one child, compared by what the server said, so that what did not change is not touched. */
export function showBlocks(element, blocks, from) {
  element.classList.remove("plain");
  const shown = (element.shownBlocks ??= []);
  if (shown.length === 0) element.replaceChildren();
  for (let index = from; index < blocks.length; index++) {
    if (shown[index] === blocks[index]) continue;
    const block = toElement(blocks[index]);
    if (index < shown.length) element.children[index].replaceWith(block);
    else element.append(block);
    shown[index] = blocks[index];
  }
  while (shown.length > blocks.length) {
    element.lastElementChild.remove();
    shown.pop();
  }
}

function toElement(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  const content = template.content;
  // What is wider than the page is scrolled, and by keyboard, too.
  for (const wide of content.querySelectorAll("pre, table")) wide.tabIndex = 0;
  return content.childElementCount === 1 ? content.firstElementChild : h("div", {}, content);
}
