// The smallest implementation that the conformance suite can ask, in JavaScript alone.
//
// It has two operations, each as the rules state it; the suite passes over all others.
//
//     segur-rules conformance run -- node examples/conformance/harness.mjs

import { realpathSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const LENGTHS = { siret: 14, rpps: 11 };

class Skipped extends Error {}

// Seven days after the day of filing, in Paris, until its last instant.
export function expiration({ depot }) {
  const filed = new Date(dayInParis(new Date(depot)));
  const day = new Date(filed.getTime() + 7 * 86_400_000).toISOString().slice(0, 10);
  return { date: day, last: `${day}T23:59:59.999999${offsetInParis(new Date(`${day}T22:00Z`))}` };
}

export function dayInParis(instant) {
  return new Intl.DateTimeFormat("sv", { timeZone: "Europe/Paris" }).format(instant);
}

function offsetInParis(instant) {
  const zone = { timeZone: "Europe/Paris", timeZoneName: "longOffset" };
  const parts = new Intl.DateTimeFormat("en", zone).formatToParts(instant);
  return parts.find(({ type }) => type === "timeZoneName").value.replace("GMT", "");
}

// A SIRET or an RPPS number: its length, and its key.
export function checkIdentifiant({ kind, value }) {
  if (!(kind in LENGTHS)) throw new Skipped(`no ${kind} here`);
  const compact = value.replace(/[\s.-]/g, "");
  const valid = /^[0-9]*$/.test(compact) && compact.length === LENGTHS[kind] && hasKey(compact);
  return valid ? { valid, compact } : { valid };
}

// The key of Luhn; the sum of the digits for the establishments of La Poste.
function hasKey(digits) {
  if (/^356000000/.test(digits) && digits !== "35600000000048") return sum([...digits]) % 5 === 0;
  return luhn(digits);
}

export function luhn(digits) {
  const doubled = (digit) => (digit > 4 ? 2 * digit - 9 : 2 * digit);
  const fromTheRight = [...digits].reverse();
  return sum(fromTheRight.map((digit, rank) => (rank % 2 ? doubled(digit) : digit))) % 10 === 0;
}

function sum(digits) {
  return digits.reduce((total, digit) => total + Number(digit), 0);
}

export async function serve(name, operations) {
  const start = () => ({ protocol: 1, name, version: "1.0", operations: Object.keys(operations) });
  const answers = { ...operations, start, stop: () => ({}) };
  for await (const line of createInterface({ input: process.stdin })) {
    const { seq, operation, input } = JSON.parse(line);
    const answer = { seq };
    try {
      answer.result = answers[operation](input);
    } catch (error) {
      if (!(error instanceof Skipped)) throw error;
      answer.skipped = error.message;
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    if (operation === "stop") break;
  }
}

// Node names a module by its real path, whatever the path that it was started by.
if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  await serve("harness.mjs", { expiration, check_identifiant: checkIdentifiant });
}
