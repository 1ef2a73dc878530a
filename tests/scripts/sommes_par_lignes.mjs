// One budget a line, as JSON; its sums a line, as JSON: asked by test_budget_comme_le_serveur.py.

import process from "node:process";
import { createInterface } from "node:readline";
import { calculer } from "../../static/ami/sommes.js";

for await (const ligne of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(calculer(JSON.parse(ligne)))}\n`);
}
