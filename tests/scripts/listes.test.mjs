import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { charger, ouvrir, un } from "./page.mjs";

const ligne = (rang, valeur = "") => `<fieldset data-ligne="${rang}" id="id_membres-${rang}">
  <legend>Membre <span data-numero>${rang + 1}</span></legend>
  <label for="id_membres-${rang}-nom">Nom</label>
  <input id="id_membres-${rang}-nom" name="membres-${rang}-nom" value="${valeur}" aria-describedby="id_membres-${rang}-nom_error">
  <select name="membres-${rang}-role"><option></option><option value="membres-${rang}">réponse</option></select>
  <button name="monter" value="membres-${rang}"></button><button name="descendre" value="membres-${rang}"></button>
  <button name="retirer" value="membres-${rang}"></button></fieldset>`;
const PAGE = `<form><h3 id="id_membres" tabindex="-1">Membres</h3>
  <div data-bloc="membres" data-nom-de-ligne="Membre" data-lignes-max="3">
  <input type="hidden" name="membres-lignes" value="3">
  <div data-lignes>${ligne(0, "a")}${ligne(1, "b")}<fieldset data-ligne="2" data-libre></fieldset></div>
  <template data-modele>${ligne("__i__").replace("NaN", "")}</template>
  <button name="ajouter" value="membres"></button><p data-annonce></p><p data-retrait></p></div></form>`;
const noms = () => [...document.querySelectorAll("input[name$=-nom]")].map(({ name, value }) => `${name}=${value}`);
const cliquer = (rang, bouton) => un(`[data-ligne="${rang}"] [name=${bouton}]`).click();
const annonce = () => un("[data-annonce]").textContent;

beforeEach(async () => {
  // happy-dom has no layout: there is nothing to bring into sight.
  ouvrir(PAGE).HTMLElement.prototype.scrollIntoView = () => undefined;
  await charger("listes.js");
});

test("la ligne libre, pour qui n’a pas de script, disparaît", () => {
  assert.deepEqual(noms(), ["membres-0-nom=a", "membres-1-nom=b"]);
  assert.equal(un("[name=membres-lignes]").value, "2");
});

test("une ligne ajoutée a le rang qui suit, et le bouton s’efface au maximum", () => {
  let entendus = 0;
  un("form").addEventListener("ami:lignes", () => entendus++);
  un("[name=ajouter]").click();
  assert.deepEqual(noms(), ["membres-0-nom=a", "membres-1-nom=b", "membres-2-nom="]);
  assert.equal(document.activeElement.id, "id_membres-2-nom");
  assert.equal(annonce(), "Membre 3\u00a0: à remplir.");
  assert.ok(un("[name=ajouter]").hidden);
  assert.equal(entendus, 1);
});

test("une ligne déplacée emporte ses réponses, et tout ce qui la nomme suit son rang", () => {
  cliquer(1, "monter");
  assert.deepEqual(noms(), ["membres-0-nom=b", "membres-1-nom=a"]);
  const [premiere] = un("[data-lignes]").children;
  assert.equal(premiere.id, "id_membres-0");
  assert.equal(premiere.querySelector("label").getAttribute("for"), "id_membres-0-nom");
  assert.equal(premiere.querySelector("input").getAttribute("aria-describedby"), "id_membres-0-nom_error");
  assert.equal(premiere.querySelector("[name=retirer]").value, "membres-0");
  assert.equal(premiere.querySelector("option:last-child").value, "membres-1"); // an answer is not a name
  assert.equal(premiere.querySelector("[data-numero]").textContent, "1");
  assert.equal(annonce(), "Déplacé en position 1 sur 2.");
});

test("la première ligne ne monte pas, la dernière ne descend pas", () => {
  const caches = () =>
    [...document.querySelectorAll("[data-lignes] button[hidden]")].map(({ name, value }) => `${name} ${value}`);
  assert.deepEqual(caches(), ["monter membres-0", "descendre membres-1"]);
  cliquer(0, "descendre");
  assert.deepEqual(caches(), ["monter membres-0", "descendre membres-1"]);
});

test("une ligne retirée peut être remise à sa place avec ce qu’elle disait", () => {
  cliquer(0, "retirer");
  assert.deepEqual(noms(), ["membres-0-nom=b"]);
  assert.equal(annonce(), "Retiré\u00a0: Membre 1.");
  assert.equal(document.activeElement.id, "id_membres");
  un("[data-retrait] button").click();
  assert.deepEqual(noms(), ["membres-0-nom=a", "membres-1-nom=b"]);
  assert.equal(un("[data-retrait]").textContent, "");
});

test("une ligne vide se retire sans qu’il y ait rien à remettre", () => {
  un("[name=ajouter]").click();
  cliquer(2, "retirer");
  assert.equal(un("[data-retrait]").textContent, "");
  assert.equal(un("[name=ajouter]").hidden, false);
});
