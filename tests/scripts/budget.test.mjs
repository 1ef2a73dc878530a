import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { charger, ouvrir, taper, un } from "./page.mjs";

const ligne = (code) => {
  const cases = ["1", "2"].map((annee) => `<input name="budget-${code}-${annee}">`).join("");
  return `<div data-poste="${code}">${cases}<output data-total></output></div>`;
};
const somme = (groupe) => `<div data-somme="${groupe}">
  <output data-annee="1"></output><output data-annee="2"></output><output data-total></output></div>`;
const PAGE = `<form>
  <input name="montant_an_1" value="25"><input name="montant_an_2"><input name="prime_investissement">
  <select name="plan_financement-0-type"><option>region</option><option>prive</option></select>
  <input name="plan_financement-0-montant_1" value="25"><input name="plan_financement-0-montant_3" value="9">
  <div data-budget="budget" data-publics="commune region">
    ${["charges-60", "charges-86", "produits-70", "produits-87"].map(ligne).join("")}
    ${somme("charges")}${somme("produits")}
    <output data-solde="1"></output><output data-solde-a-part="1"></output>
    <output data-solde="2"></output><output data-solde-a-part="2"></output>
    <output data-demande></output><output data-part="demandee"></output><output data-part="publique"></output>
    <p data-annonce></p>
  </div></form>`;
const lire = (...selecteurs) => selecteurs.map((selecteur) => un(selecteur).textContent);

beforeEach(async () => {
  mock.timers.reset();
  ouvrir(PAGE);
  mock.timers.enable({ apis: ["setTimeout"] });
  await charger("budget.js");
});

test("les sommes suivent ce qui est tapé", () => {
  taper("[name=budget-charges-60-2]", "1 000,50");
  taper("[name=budget-charges-86-2]", "3");
  taper("[name=budget-produits-70-2]", "100");
  assert.deepEqual(
    lire(
      "[data-poste=charges-60] [data-total]",
      "[data-somme=charges] [data-annee='2']",
      "[data-somme=charges] [data-total]",
    ),
    ["1\u202f000,50\u00a0€", "1\u202f000,50\u00a0€", "1\u202f000,50\u00a0€"],
  );
  assert.deepEqual(lire("[data-solde='1']", "[data-solde='2']", "[data-solde-a-part='2']"), [
    "–",
    "il manque 900,50\u00a0€ de produits",
    "il manque 3\u00a0€ de contributions volontaires (87)",
  ]);
});

test("les parts comptent la demande, puis les financeurs publics, sur les années du budget", () => {
  taper("[name=budget-produits-70-1]", "100");
  assert.deepEqual(lire("[data-demande]", "[data-part=demandee]", "[data-part=publique]"), [
    "25\u00a0€",
    "25,0\u00a0%",
    "50,0\u00a0%",
  ]);
  un("select").value = "prive";
  taper("[name=prime_investissement]", "5");
  assert.deepEqual(lire("[data-demande]", "[data-part=demandee]", "[data-part=publique]"), [
    "30\u00a0€",
    "30,0\u00a0%",
    "30,0\u00a0%",
  ]);
});

test("entrée descend dans la colonne au lieu d’envoyer la page", () => {
  const touche = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  un("[name=budget-charges-60-2]").dispatchEvent(touche);
  assert.ok(touche.defaultPrevented);
  assert.equal(document.activeElement.name, "budget-charges-86-2");
});

test("un solde qui change est dit quand on cesse de taper, une fois", () => {
  taper("[name=budget-charges-60-1]", "1");
  taper("[name=budget-charges-60-1]", "12");
  mock.timers.tick(1499);
  taper("[name=budget-produits-70-1]", "2");
  mock.timers.tick(1499);
  assert.deepEqual(lire("[data-annonce]"), [""]);
  mock.timers.tick(1);
  assert.deepEqual(lire("[data-annonce]"), ["Année 1\u00a0: il manque 10\u00a0€ de produits."]);
  un("[data-annonce]").textContent = "";
  taper("[name=budget-charges-86-1]", "4"); // apart: the balance that is told does not move
  mock.timers.tick(5000);
  assert.deepEqual(lire("[data-annonce]"), [""]);
});
