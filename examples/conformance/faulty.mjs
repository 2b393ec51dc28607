// The harness with two faults, for the suite to find.
//
//     segur-rules conformance run -- node examples/conformance/faulty.mjs

import { checkIdentifiant, dayInParis, expiration, luhn, serve } from "./harness.mjs";

// Seven times twenty-four hours: an hour is lost or won where the clocks change.
function sevenTimes24Hours(input) {
  const late = new Date(new Date(input.depot).getTime() + 7 * 86_400_000);
  return { ...expiration(input), date: dayInParis(late) };
}

// The establishments of La Poste are judged by the key of all others.
function withoutLaPoste(input) {
  const answer = checkIdentifiant(input);
  const compact = input.value.replace(/[\s.-]/g, "");
  if (!/^356000000[0-9]{5}$/.test(compact)) return answer;
  return luhn(compact) ? { valid: true, compact } : { valid: false };
}

await serve("faulty.mjs", { expiration: sevenTimes24Hours, check_identifiant: withoutLaPoste });
