// The same text as the other side says: a bundle is 20 tokens, a reply of 15 bundles has 300.
const bundle = " word".repeat(20);

export const bundleText = bundle;

export const replyText = (bundles = 15) => bundle.repeat(bundles);

export const question = "Go on, please.";

/** A bundle that says its number and when it was cut: microseconds of the clock that all processes share, modulo 1,000 s. */
export const stampedBundle = (number) =>
  String(number).padStart(5, "0") + " word".repeat(14) + stamp();

const stamp = () => String((process.hrtime.bigint() / 1000n) % 1_000_000_000n).padStart(9, "0");
