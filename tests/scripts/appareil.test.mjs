import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { charger, ouvrir, poser, un } from "./page.mjs";

const ICI = { compte: "7", dossier: "d1", section: "projet" };
const JOUR = 24 * 3600 * 1000;
const MAINTENANT = Date.parse("2026-11-01T10:00:00Z");
const reponse = (texte) => ({ nom: { entrees: [["nom", texte]], lue: 1 } });
const cles = () => Object.keys(localStorage);
const poserCopie = (cle, le, champs) => localStorage.setItem(`ami:saisie:${cle}`, JSON.stringify({ le, champs }));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: MAINTENANT });
  ouvrir();
});

test("ce qui est gardé est repris par la page suivante de la même section", async () => {
  const { Copie } = await charger("appareil.js");
  assert.ok(new Copie(ICI).garder(reponse("écrit")));
  assert.deepEqual(await new Copie(ICI).reprendre(), reponse("écrit"));
});

test("une autre personne, un autre dossier, une autre section ne reprennent rien", async () => {
  const { Copie } = await charger("appareil.js");
  new Copie(ICI).garder(reponse("écrit"));
  for (const ailleurs of [{ compte: "8" }, { dossier: "d2" }, { section: "budget" }])
    assert.deepEqual(await new Copie({ ...ICI, ...ailleurs }).reprendre(), {});
});

test("la page qui reprend prend le nom de la dernière, et les plus récentes l’emportent", async () => {
  const { Copie } = await charger("appareil.js");
  poserCopie("7:d1:projet:neuve", MAINTENANT - 1, reponse("neuf"));
  poserCopie("7:d1:projet:vieille", MAINTENANT - 9, { ...reponse("vieux"), but: { entrees: [["but", "b"]], lue: 2 } });
  const copie = new Copie(ICI);
  const repris = await copie.reprendre();
  assert.deepEqual(repris, { ...reponse("neuf"), but: { entrees: [["but", "b"]], lue: 2 } });
  assert.equal(copie.page, "neuve");
  copie.garder(repris);
  assert.deepEqual(cles(), ["ami:saisie:7:d1:projet:neuve"]);
});

test("quand tout est enregistré, rien ne reste", async () => {
  const { Copie } = await charger("appareil.js");
  const copie = new Copie(ICI);
  copie.garder(reponse("écrit"));
  copie.garder({});
  assert.deepEqual(cles(), []);
});

test("la copie d’une page encore ouverte n’est pas prise", async () => {
  const { Copie } = await charger("appareil.js");
  poserCopie("7:d1:projet:ouverte", MAINTENANT, reponse("d’un autre onglet"));
  poser("navigator", {
    locks: {
      request: (cle, _, tenue) =>
        cle.endsWith("ouverte") ? Promise.reject(new Error("tenue")) : Promise.resolve(tenue()),
    },
  });
  assert.deepEqual(await new Copie(ICI).reprendre(), {});
  assert.deepEqual(cles(), ["ami:saisie:7:d1:projet:ouverte"]);
});

test("ce qui ne peut pas être remis attend la page d’après", async () => {
  const { Copie } = await charger("appareil.js");
  const copie = new Copie(ICI);
  copie.mettreDeCote({});
  assert.deepEqual(cles(), []);
  copie.mettreDeCote(reponse("de côté"));
  assert.deepEqual(await new Copie(ICI).reprendre(), reponse("de côté"));
});

test("un appareil qui refuse de garder le dit", async () => {
  const { Copie } = await charger("appareil.js");
  const plein = () => {
    throw new Error("QuotaExceededError");
  };
  poser("localStorage", { setItem: plein, removeItem: plein });
  const copie = new Copie(ICI);
  assert.equal(copie.garder(reponse("écrit")), false);
  assert.equal(copie.possible, false);
});

test("une copie illisible ne gêne pas les autres, et disparaît", async () => {
  localStorage.setItem("ami:saisie:7:d1:projet:cassee", "{");
  localStorage.setItem("ami:saisie:7:d1:projet:creuse", '{"le": 1, "champs": 3}');
  poserCopie("7:d1:projet:bonne", MAINTENANT, reponse("écrit"));
  const { Copie } = await charger("appareil.js");
  assert.deepEqual(cles(), ["ami:saisie:7:d1:projet:bonne"]);
  assert.deepEqual(await new Copie(ICI).reprendre(), reponse("écrit"));
});

test("une copie de sept jours est oubliée, et ce qui n’est pas au site reste", async () => {
  localStorage.setItem("autre", "x");
  poserCopie("7:d1:projet:vieille", MAINTENANT - 7 * JOUR, reponse("vieux"));
  poserCopie("7:d1:projet:neuve", MAINTENANT - 7 * JOUR + 1, reponse("neuf"));
  await charger("appareil.js");
  assert.deepEqual(cles(), ["autre", "ami:saisie:7:d1:projet:neuve"]);
});

test("la copie d’une page envoyée n’est oubliée que si la suivante dit l’avoir enregistrée", async () => {
  const { Copie } = await charger("appareil.js");
  const copie = new Copie(ICI);
  copie.garder(reponse("écrit"));
  copie.soumettre();
  await charger("appareil.js");
  assert.deepEqual(cles(), [copie.cle]);
  copie.soumettre();
  document.body.innerHTML = "<p data-saisie-enregistree></p>";
  await charger("appareil.js");
  assert.deepEqual(cles(), []);
  assert.equal(sessionStorage.length, 0);
});

test("un dossier déposé efface ses copies, mais pas un message en cours", async () => {
  for (const cle of ["7:d1:projet:a", "7:d1:echanges:b", "7:d2:projet:c"])
    poserCopie(cle, MAINTENANT, reponse("écrit"));
  document.body.innerHTML = '<p data-dossier-depose="d1"></p>';
  await charger("appareil.js");
  assert.deepEqual(cles(), ["ami:saisie:7:d1:echanges:b", "ami:saisie:7:d2:projet:c"]);
});

test("se déconnecter efface ses copies, après avoir demandé, et celles de personne d’autre", async () => {
  for (const cle of ["7:d1:projet:a", "70:d1:projet:b"]) poserCopie(cle, MAINTENANT, reponse("écrit"));
  document.body.innerHTML = '<form data-deconnexion="7"></form>';
  await charger("appareil.js");
  const partir = () => un("form").dispatchEvent(new Event("submit", { cancelable: true }));
  let demandes = 0;
  const repondre = (oui) => poser("confirm", () => ++demandes && oui);
  repondre(false);
  assert.equal(partir(), false);
  assert.equal(cles().length, 2);
  let entendu = 0;
  document.addEventListener("ami:deconnexion", () => entendu++);
  repondre(true);
  assert.equal(partir(), true);
  assert.deepEqual([cles(), entendu, demandes], [["ami:saisie:70:d1:projet:b"], 1, 2]);
  assert.equal(partir(), true);
  assert.equal(demandes, 2); // nothing to lose, nothing to ask
});
