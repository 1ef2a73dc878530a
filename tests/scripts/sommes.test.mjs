import assert from "node:assert/strict";
import { test } from "node:test";
import { calculer, centimes, euros, pourcentage, solde } from "../../static/ami/sommes.js";

const LUS = [
  ["50 000,00 €", 5_000_000],
  ["50\u202f000", 5_000_000],
  ["1\u00a0234,5", 123_450],
  ["12.", 1200],
  ["0,05", 5],
  ["00000000012", 1200],
  ["1\u200b2", 1200],
  ["9999999999,99", 999_999_999_999],
];
const SANS_VALEUR = [
  "",
  " ",
  "€",
  "abc",
  "-5",
  "+5",
  "1e3",
  "1.500",
  "1,2,3",
  ",5",
  "10000000000",
  "0000000000001",
  "٣",
];

test("un montant se lit en centimes, comme on l’écrit", () => {
  assert.deepEqual(
    LUS.map(([texte]) => [texte, centimes(texte)]),
    LUS,
  );
});

test("ce qui n’est pas un montant ne compte pas", () => {
  assert.deepEqual(
    SANS_VALEUR.filter((texte) => centimes(texte) !== 0),
    [],
  );
});

test("les euros s’écrivent à la française, les centimes seulement s’il y en a", () => {
  assert.deepEqual([0, 5, 100, 123_450, 100_000_000, 999_999_999_999].map(euros), [
    "0\u00a0€",
    "0,05\u00a0€",
    "1\u00a0€",
    "1\u202f234,50\u00a0€",
    "1\u202f000\u202f000\u00a0€",
    "9\u202f999\u202f999\u202f999,99\u00a0€",
  ]);
});

test("un solde dit ce qui manque ou ce qui est en trop, et rien tant que rien n’est écrit", () => {
  assert.equal(solde(0, 0, "de produits"), "–");
  assert.equal(solde(500, 500, "de produits"), "équilibré");
  assert.equal(solde(0, 700, "de produits"), "il manque 7\u00a0€ de produits");
  assert.equal(solde(701, 0, "de produits"), "7,01\u00a0€ de produits en trop");
});

test("une part est arrondie au dixième, la moitié vers le haut", () => {
  assert.deepEqual(
    [
      [1, 0],
      [1, 3],
      [2, 3],
      [50, 800],
      [150, 800],
      [1, 2000],
      [3, 2000],
      [800, 100],
    ].map(([montant, total]) => pourcentage(montant, total)),
    ["–", "33,3\u00a0%", "66,7\u00a0%", "6,3\u00a0%", "18,8\u00a0%", "0,1\u00a0%", "0,2\u00a0%", "800,0\u00a0%"],
  );
});

test("les contributions volontaires sont comptées à part", () => {
  const sommes = calculer({
    annees: 2,
    lignes: [
      { groupe: "charges", code: "60", saisies: ["10", "20,50"] },
      { groupe: "charges", code: "86", saisies: ["7", ""] },
      { groupe: "produits", code: "70", saisies: ["10", "20"] },
      { groupe: "produits", code: "87", saisies: ["7", "1"] },
    ],
    demandes: ["3", "abc"],
    plan: ["4,50"],
  });
  assert.deepEqual(sommes, {
    lignes: ["30,50\u00a0€", "7\u00a0€", "30\u00a0€", "8\u00a0€"],
    charges: { annees: ["10\u00a0€", "20,50\u00a0€"], total: "30,50\u00a0€" },
    produits: { annees: ["10\u00a0€", "20\u00a0€"], total: "30\u00a0€" },
    soldes: ["équilibré", "il manque 0,50\u00a0€ de produits"],
    soldesAPart: ["équilibré", "1\u00a0€ de contributions volontaires (87) en trop"],
    demande: "3\u00a0€",
    partDemandee: "10,0\u00a0%",
    partPublique: "25,0\u00a0%",
  });
});
