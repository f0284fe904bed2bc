// How a peer's script talks with the program that measures: a line `ready ADDRESS` once, then for each line in, a JSON
// array of a verb and what it needs, one line of JSON out. It ends with its standard input.
import { createInterface } from "node:readline";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Answers the verbs in turn. */
export async function serve(verbs, address = "here") {
  console.log(`ready ${address}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, ...rest] = JSON.parse(line);
    console.log(JSON.stringify((await verbs[verb](...rest)) ?? {}));
  }
  process.exit(0);
}

/** Times of one run in milliseconds, summed up as the program sums up its own. */
export class Latencies {
  #all = [];

  add(milliseconds) {
    this.#all.push(milliseconds);
  }

  figures() {
    const sorted = Float64Array.from(this.#all).sort();
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return sorted.length === 0 ? {} : { "p50 ms": at(0.5), "p99 ms": at(0.99) };
  }

  get count() {
    return this.#all.length;
  }
}

/** What happens often, timed each time; not before everything has happened once. */
export async function timed(rounds, count, work) {
  const latencies = new Latencies();
  for (let round = -1; round < rounds; round++) {
    for (let number = 0; number < count; number++) {
      const started = performance.now();
      await work(number);
      if (round >= 0) latencies.add(performance.now() - started);
    }
  }
  return latencies.figures();
}

/** What this process gave to write calls so far: files, and a few lines on standard output. */
export const writtenBytes = () => Number(/^wchar: (\d+)/m.exec(readFileSync("/proc/self/io", "utf8"))[1]);

/** Sizes of all files below a folder. */
export const sizeBytes = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);

/** Bytes written and at rest for each byte of text; `close` makes the peer write what it still holds. */
export async function bytesOf({ folder, textBytes, write, close }) {
  const before = writtenBytes();
  await write();
  await close();
  return { "written / text": (writtenBytes() - before) / textBytes, "at rest / text": sizeBytes(folder) / textBytes };
}
