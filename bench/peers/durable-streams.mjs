// @durable-streams/server with the model inside, as ours has it: bundles go to its store, followers come over HTTP.
// Use: node durable-streams.mjs files|memory FOLDER
import { DurableStreamTestServer } from "@durable-streams/server";
import { bundleText, question, stampedBundle } from "./text.mjs";
import { Latencies, bytesOf, serve } from "./talk.mjs";

const [kind, folder] = process.argv.slice(2);
const server = new DurableStreamTestServer({
  port: 0,
  host: "127.0.0.1",
  ...(kind === "files" ? { dataDir: folder } : {}),
});
// It logs slow appends, also to standard output.
console.info = console.warn = console.debug = () => {};
const address = await server.start();
const contentType = "text/plain";
const encoder = new TextEncoder();
const append = async (path, text) => server.store.append(path, encoder.encode(text), { contentType });
let made = 0;

async function open(count) {
  const paths = [];
  for (; paths.length < count; made++) {
    await server.store.create(`/s${made}`, { contentType });
    paths.push(`/s${made}`);
  }
  return { paths };
}

/** Gives back what they hold: it keeps at most 100 files open. */
async function close(paths) {
  for (const path of paths) await server.store.closeStream(path);
  // Whoever still follows them goes first.
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const path of paths) await server.store.delete(path);
}

/** One bundle after the other: at its time, or as soon as the one before is stored. How many were refused; the next one is said all the same. */
async function say(path, { bundles, interval, delay }) {
  const started = performance.now() + delay;
  let refused = 0;
  for (let number = 0; number < bundles; number++) {
    const wait = started + (number + 1) * interval - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await append(path, stampedBundle(number)).catch(() => refused++);
  }
  return refused;
}

async function write(writers, duration) {
  const { paths } = await open(writers);
  const latencies = new Latencies();
  let refused = 0;
  const started = performance.now();
  await Promise.all(
    paths.map(async (path) => {
      while (performance.now() - started < duration * 1000) {
        const cut = performance.now();
        await append(path, bundleText).then(
          () => latencies.add(performance.now() - cut),
          () => refused++,
        );
        // Its memory answers at once; the other writers have their turn all the same.
        if (kind === "memory") await new Promise(setImmediate);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return { ...latencies.figures(), "bundles/s": latencies.count / seconds, ...(refused > 0 ? { "refused/s": refused / seconds } : {}) };
}

/** Conversations, a stream each, whose messages all have so many bundles. */
async function fill(conversations, messages, bundles) {
  const { paths } = await open(conversations);
  for (const path of paths) {
    for (let number = 0; number < messages * bundles; number++) await append(path, bundleText);
  }
  return { paths };
}

async function written(turns) {
  const {
    paths: [path],
  } = await open(1);
  return await bytesOf({
    folder,
    textBytes: turns * (question.length + 15 * bundleText.length),
    write: async () => {
      for (let turn = 0; turn < turns; turn++) {
        await append(path, question);
        for (let number = 0; number < 15; number++) await append(path, bundleText);
      }
    },
    close: () => server.stop(),
  });
}

await serve(
  {
    open,
    say: (paths, bundles, interval) =>
      Promise.all(
        paths.map((path, i) => say(path, { bundles, interval, delay: (i * interval) / paths.length })),
      ).then((refused) => ({ refused: refused.reduce((sum, count) => sum + count) })),
    close,
    write,
    fill,
    written,
  },
  address,
);
