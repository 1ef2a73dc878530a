// One size and its limit a line, as JSON; how both are written a line: asked by test_tailles_comme_le_serveur.py.

import process from "node:process";
import { createInterface } from "node:readline";
import { tailleLisible, tropLourd } from "../../static/ami/tailles.js";

for await (const ligne of createInterface({ input: process.stdin })) {
  const [octets, limite] = JSON.parse(ligne);
  process.stdout.write(`${JSON.stringify([tailleLisible(octets), tropLourd(octets, limite)])}\n`);
}
