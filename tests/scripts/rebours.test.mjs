import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { charger, ouvrir, un } from "./page.mjs";

const CLOTURE = Date.parse("2026-11-01T12:00:00Z");
const [HEURE, JOUR] = [3_600_000, 86_400_000];

// What the page says once the clock has beaten: `reste` by the server, whatever `retard` this machine has.
async function lire(reste, retard = 0) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setInterval", "Date"], now: CLOTURE - reste - 1000 - retard });
  const [cloture, maintenant] = [CLOTURE, CLOTURE - reste - 1000].map((instant) => new Date(instant).toISOString());
  ouvrir(`<p data-instant="${cloture}" data-maintenant="${maintenant}">écrit par le serveur</p>`);
  await charger("rebours.js");
  mock.timers.tick(1000);
  return un("p").textContent;
}

test("le temps qui reste se dit en deux unités au plus, sans zéro", async () => {
  assert.equal(await lire(2 * JOUR + 3 * HEURE + 59_000), "Il reste 2\u00a0jours et 3\u00a0heures");
  assert.equal(await lire(JOUR), "Il reste 1\u00a0jour");
  assert.equal(await lire(JOUR + 59_000), "Il reste 1\u00a0jour");
  assert.equal(await lire(HEURE - 1000), "Il reste 59\u00a0minutes et 59\u00a0secondes");
  assert.equal(await lire(1000), "Il reste 1\u00a0seconde");
});

test("l’heure est celle du serveur", async () => {
  assert.equal(await lire(HEURE, 5 * HEURE), "Il reste 1\u00a0heure");
  assert.equal(await lire(HEURE, -5 * HEURE), "Il reste 1\u00a0heure");
});

test("à l’heure de la clôture, la page le dit et cesse de compter", async () => {
  assert.equal(await lire(1000), "Il reste 1\u00a0seconde");
  mock.timers.tick(1000);
  assert.equal(un("p").textContent, "L’heure de clôture est passée");
  un("p").textContent = "";
  mock.timers.tick(5000);
  assert.equal(un("p").textContent, "");
});
