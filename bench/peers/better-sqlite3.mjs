// One row for each message, or for each bundle while it is said, as one would write it by hand. Flushed at each commit.
// Use: node better-sqlite3.mjs FOLDER
import Database from "better-sqlite3";
import { join } from "node:path";
import { bundleText, question, replyText } from "./text.mjs";
import { Latencies, bytesOf, serve, timed } from "./talk.mjs";

const [folder] = process.argv.slice(2);
const database = new Database(join(folder, "chat.db"));
database.pragma("journal_mode = wal");
database.pragma("synchronous = full");
database.exec(`
  create table messages (
    conversation integer not null,
    number integer not null,
    role text not null,
    content text not null,
    created_at integer not null,
    primary key (conversation, number)
  )`);
const insert = database.prepare("insert into messages values (?, ?, ?, ?, ?)");
const whole = database.prepare("select * from messages where conversation = ? order by number");
const newest = database.prepare("select * from messages where conversation = ? order by number desc limit 50");

const add = (conversation, number, content) =>
  insert.run(conversation, number, number % 2 ? "user" : "assistant", content, Date.now());

/** One writer commits each row; many share a transaction each round, which is the most that can be had by hand. */
async function write(writers, seconds) {
  const latencies = new Latencies();
  const round = database.transaction((number) => {
    for (let writer = 0; writer < writers; writer++) add(writer, number, bundleText);
  });
  const started = performance.now();
  for (let number = 0; performance.now() - started < seconds * 1000; number++) {
    const cut = performance.now();
    round(number);
    const took = performance.now() - cut;
    for (let writer = 0; writer < writers; writer++) latencies.add(took);
  }
  return { ...latencies.figures(), "bundles/s": latencies.count / ((performance.now() - started) / 1000) };
}

const fill = database.transaction((conversations, messages, bundles) => {
  for (let conversation = 0; conversation < conversations; conversation++) {
    for (let number = 1; number <= messages; number++) add(conversation, number, replyText(bundles));
  }
});

async function read(conversations, messages) {
  fill(conversations, messages, 15);
  return await timed(10, conversations, (number) => JSON.stringify(whole.all(number)));
}

async function page(messages) {
  fill(1, messages, 1);
  return await timed(300, 1, () => JSON.stringify(newest.all(0)));
}

const written = (turns) =>
  bytesOf({
    folder,
    textBytes: turns * (question.length + replyText().length),
    write: () => {
      for (let turn = 0; turn < turns; turn++) {
        add(0, 2 * turn + 1, question);
        add(0, 2 * turn + 2, replyText());
      }
    },
    close: () => database.close(),
  });

await serve({ write, read, page, written });
