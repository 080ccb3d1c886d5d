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

// First pass: the answers, and the warm-up of the just-in-time compiler.
const values = [];
const missing = [];
for (const situation of situations) {
  engine.setSituation(situation);
  const evaluated = names.map((name) => engine.evaluate(name));
  values.push(evaluated.map(({ nodeValue }) => nodeValue ?? null));
  missing.push(evaluated.map(({ missingVariables }) => Object.keys(missingVariables)));
}

const situationSeconds = [];
const evaluationSeconds = [];
for (let repeat = 0; repeat < repeats; repeat++) {
  let setting = 0;
  let evaluating = 0;
  for (const situation of situations) {
    let start = process.cpuUsage();
    engine.setSituation(situation);
    setting += seconds(start);
    start = process.cpuUsage();
    for (const name of names) engine.evaluate(name);
    evaluating += seconds(start);
  }
  situationSeconds.push(setting);
  evaluationSeconds.push(evaluating);
}
process.stdout.write(JSON.stringify({ values, missing, situation: situationSeconds, evaluation: evaluationSeconds }));
