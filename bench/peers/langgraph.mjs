// LangGraph's graph with messages as its state, kept by SqliteSaver with its own settings. The model answers at once.
// Use: node langgraph.mjs FOLDER
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { join } from "node:path";
import { question, replyText } from "./text.mjs";
import { bytesOf, serve, timed } from "./talk.mjs";

const [folder] = process.argv.slice(2);
const saver = SqliteSaver.fromConnString(join(folder, "checkpoints.db"));
const graph = new StateGraph(MessagesAnnotation)
  .addNode("model", () => ({ messages: [new AIMessage(replyText())] }))
  .addEdge(START, "model")
  .addEdge("model", END)
  .compile({ checkpointer: saver });

const thread = (id) => ({ configurable: { thread_id: String(id) } });

const turn = (id, said) => graph.invoke({ messages: [new HumanMessage(said)] }, thread(id));

const messagesOf = async (id) => (await graph.getState(thread(id))).values.messages;

async function read(conversations, messages) {
  for (let id = 0; id < conversations; id++) {
    for (let number = 0; number < messages / 2; number++) await turn(id, replyText());
  }
  return await timed(10, conversations, messagesOf);
}

/** It has no page: all of it is read, and the end of it taken. Filled at once: only the newest checkpoint matters. */
async function page(messages) {
  const said = Array.from({ length: messages }, (_, i) => (i % 2 ? new AIMessage(replyText(1)) : new HumanMessage(replyText(1))));
  await graph.updateState(thread(0), { messages: said }, "model");
  return await timed(messages > 1000 ? 10 : 100, 1, async () => JSON.stringify((await messagesOf(0)).slice(-50)));
}

const written = (turns) =>
  bytesOf({
    folder,
    textBytes: turns * (question.length + replyText().length),
    write: async () => {
      for (let number = 0; number < turns; number++) await turn(0, question);
    },
    close: () => saver.db.close(),
  });

await serve({ read, page, written });
