// The store of the AI SDK's guide, from its description: a chat is one JSON file of all its messages, written anew at the
// end of each turn.
// Use: node file-store.mjs FOLDER
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { question, replyText } from "./text.mjs";
import { bytesOf, serve, timed } from "./talk.mjs";

const [folder] = process.argv.slice(2);
const fileOf = (id) => join(folder, `${id}.json`);
const load = async (id) => JSON.parse(await readFile(fileOf(id), "utf8"));
const save = (id, messages) => writeFile(fileOf(id), JSON.stringify(messages, null, 2));
const message = (number, text) => ({
  id: `msg-${number}`,
  role: number % 2 ? "user" : "assistant",
  parts: [{ type: "text", text }],
});
const messages = (count, bundles) => Array.from({ length: count }, (_, i) => message(i + 1, replyText(bundles)));

async function read(conversations, count) {
  for (let id = 0; id < conversations; id++) await save(id, messages(count, 15));
  return await timed(10, conversations, load);
}

/** It has no page: all of it is read, and the end of it taken. */
async function page(count) {
  await save(0, messages(count, 1));
  return await timed(100, 1, async () => JSON.stringify((await load(0)).slice(-50)));
}

async function written(turns) {
  const all = [];
  return await bytesOf({
    folder,
    textBytes: turns * (question.length + replyText().length),
    write: async () => {
      for (let turn = 0; turn < turns; turn++) {
        all.push(message(2 * turn + 1, question), message(2 * turn + 2, replyText()));
        await save(0, all);
      }
    },
    close: () => {},
  });
}

await serve({ read, page, written });
