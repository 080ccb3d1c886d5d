// Evaluates a translated rule base on profiles and prints values and its own CPU time, as JSON.
// Usage: node publicodes_run.mjs <path of publicodes> <job.json>; called by publicodes.py.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: Engine } = await import(pathToFileURL(process.argv[2]).href);
const { rules, names, situations, repeats } = JSON.parse(readFileSync(process.argv[3], "utf8"));
const quiet = { log() {}, warn() {}, error() {} };
const engine = new Engine(rules, { logger: quiet, warn: false });

const seconds = (start) => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

// The public way, evaluate(name), parses the name as an expression at each call, which costs most of the time here. The
// internal way takes the parsed rule itself: the same evaluation at its cheapest, fair to compare engines by.
const publicWay = (name) => engine.evaluate(name);
const internalWay = (name) => engine.evaluateNode(engine.context.parsedRules[name]);

// First pass: the answers, and the warm-up of the just-in-time compiler.
const values = [];
const missing = [];
let disagree = 0;
for (const situation of situations) {
  engine.setSituation(situation);
  const evaluated = names.map(publicWay);
  values.push(evaluated.map(({ nodeValue }) => nodeValue ?? null));
  missing.push(evaluated.map(({ missingVariables }) => Object.keys(missingVariables)));
  engine.setSituation(situation);
  names.map(internalWay).forEach(({ nodeValue }, k) => {
    if (nodeValue !== evaluated[k].nodeValue) disagree++;
  });
}
if (disagree) throw new Error(`the two ways of evaluating disagree on ${disagree} values`);

// CPU seconds over all situations: setting them, then evaluating every rule.
const measure = (evaluate) => {
  let setting = 0;
  let evaluating = 0;
  for (const situation of situations) {
    let start = process.cpuUsage();
    engine.setSituation(situation);
    setting += seconds(start);
    start = process.cpuUsage();
    for (const name of names) evaluate(name);
    evaluating += seconds(start);
  }
  return { setting, evaluating };
};

const times = { situation: [], public: [], internal: [] };
for (let repeat = 0; repeat < repeats; repeat++) {
  times.public.push(measure(publicWay).evaluating);
  const { setting, evaluating } = measure(internalWay);
  times.situation.push(setting);
  times.internal.push(evaluating);
}
process.stdout.write(JSON.stringify({ values, missing, ...times }));
