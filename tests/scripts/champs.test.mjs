import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { charger, ouvrir, un } from "./page.mjs";

const PAGE = `<form>
  <input type="hidden" name="csrfmiddlewaretoken" value="j">
  <div class="fr-input-group"><label for="id_nom">Nom <span class="fr-hint-text">aide</span></label>
    <input id="id_nom" name="nom" value="La Fabrique"></div>
  <fieldset class="fr-fieldset" id="groupe"><legend id="id_statut_legende">Statut  juridique</legend>
    <input type="radio" name="statut" value="asso" checked><input type="radio" name="statut" value="scic"></fieldset>
  <select name="region"><option value="">–</option><option value="84">AURA</option></select>
  <div class="ami-case"><input type="checkbox" id="id_accord" name="accord"></div>
  <div data-bloc="membres"><h3 id="id_membres_titre">Membres</h3>
    <input type="hidden" name="membres-lignes" value="2">
    <div data-lignes>
      <fieldset data-ligne="0"><legend>Membre 1</legend><div class="ami-ligne__case"><label for="id_membres-0-siret">Numéro SIRET</label><input id="id_membres-0-siret" name="membres-0-siret"></div></fieldset>
      <fieldset data-ligne="1"><legend>Membre 2</legend><div class="ami-ligne__case"><label for="id_membres-1-siret">Numéro SIRET</label><input id="id_membres-1-siret" name="membres-1-siret" value="12"></div></fieldset>
    </div></div>
  <div data-budget="budget"><span id="poste">60 – Achats</span><span id="an">Année 1</span>
    <table><tr><td><input id="id_budget-charges-60-1" name="budget-charges-60-1" aria-labelledby="poste an"></td></tr></table></div>
  <button type="submit" name="suivant" value="1"></button></form>`;
let champs;
let formulaire;

beforeEach(async () => {
  ouvrir(PAGE);
  formulaire = un("form");
  champs = await charger("champs.js");
});

test("une saisie appartient à la question dont son nom commence par le nom", () => {
  const nom = (selecteur) => champs.champDe(un(selecteur));
  assert.deepEqual(
    ["#id_nom", "[name=membres-1-siret]", "#id_budget-charges-60-1", "[name=csrfmiddlewaretoken]", "button"].map(nom),
    ["nom", "membres", "budget", "", ""],
  );
  assert.equal(nom("[data-bloc] [data-ligne]"), "membres");
  assert.equal(nom("[data-budget] table"), "budget");
  assert.equal(champs.champDe(document), "");
});

test("les entrées d’une question sont les siennes, et pas celles d’un nom voisin", () => {
  un("#id_nom").insertAdjacentHTML("afterend", '<input name="nombre" value="3">');
  assert.deepEqual(champs.entreesDe(formulaire, "nom"), [["nom", "La Fabrique"]]);
  assert.ok(champs.remplir(formulaire, "nom", []));
  assert.equal(un("[name=nombre]").value, "3");
  assert.deepEqual(champs.entreesDe(formulaire, "membres"), [
    ["membres-lignes", "2"],
    ["membres-0-siret", ""],
    ["membres-1-siret", "12"],
  ]);
  assert.deepEqual(champs.entreesDe(formulaire, "accord"), []);
});

test("des entrées gardées se remettent dans chaque genre de saisie", () => {
  assert.ok(champs.remplir(formulaire, "nom", [["nom", "Autre"]]));
  assert.ok(champs.remplir(formulaire, "statut", [["statut", "scic"]]));
  assert.ok(champs.remplir(formulaire, "region", [["region", "84"]]));
  assert.ok(champs.remplir(formulaire, "accord", [["accord", "on"]]));
  assert.deepEqual(
    ["nom", "statut", "region", "accord"].map((nom) => champs.entreesDe(formulaire, nom)),
    [[["nom", "Autre"]], [["statut", "scic"]], [["region", "84"]], [["accord", "on"]]],
  );
  assert.ok(champs.remplir(formulaire, "accord", []));
  assert.ok(champs.remplir(formulaire, "nom", []));
  assert.deepEqual([champs.entreesDe(formulaire, "accord"), champs.entreesDe(formulaire, "nom")], [[], [["nom", ""]]]);
});

test("des lignes qui ne sont pas dans la page ne se remettent pas, et rien ne bouge", () => {
  const avant = champs.entreesDe(formulaire, "membres");
  const deLignes = (nombre) => [
    ["membres-lignes", nombre],
    ["membres-0-siret", "9"],
    ["membres-1-siret", "9"],
  ];
  assert.equal(champs.remplir(formulaire, "membres", [...deLignes("3"), ["membres-2-siret", "9"]]), false);
  assert.equal(champs.remplir(formulaire, "membres", deLignes("1")), false);
  assert.equal(champs.remplir(formulaire, "absente", [["absente", "1"]]), false);
  assert.deepEqual(champs.entreesDe(formulaire, "membres"), avant);
  assert.ok(champs.remplir(formulaire, "membres", deLignes("2")));
  assert.equal(un("#id_membres-0-siret").value, "9");
});

test("deux textes sont les mêmes quelle que soit la fin de leurs lignes", () => {
  assert.ok(champs.memes([["nom", "a\r\nb"]], [["nom", "a\nb"]]));
  assert.equal(champs.memes([["nom", "a"]], [["nom", "a "]]), false);
  assert.equal(champs.memes([["nom", "a"]], []), false);
});

test("ce qui change est signalé à chaque saisie de la question, puis au formulaire", () => {
  const entendus = [];
  for (const nom of ["input", "change"])
    formulaire.addEventListener(nom, (evenement) => entendus.push([nom, evenement.target.name || "formulaire"]));
  champs.signaler(formulaire, "membres");
  assert.deepEqual(entendus, [
    ["input", "membres-lignes"],
    ["input", "membres-0-siret"],
    ["input", "membres-1-siret"],
    ["change", "formulaire"],
  ]);
});

test("ce qui est dit d’une question l’est après son groupe, ou après son bloc", () => {
  assert.equal(champs.hoteDe(formulaire, "nom").className, "fr-input-group");
  assert.equal(champs.hoteDe(formulaire, "statut").id, "groupe");
  assert.equal(champs.hoteDe(formulaire, "region").name, "region");
  assert.equal(champs.hoteDe(formulaire, "membres").dataset.bloc, "membres");
  assert.equal(champs.hoteDe(formulaire, "absente").name, "suivant");
});

test("une question a le nom que la page lui donne, sans son aide", () => {
  assert.equal(champs.libelleDe(formulaire, "nom"), "Nom");
  assert.equal(champs.libelleDe(formulaire, "statut"), "Statut juridique");
  assert.equal(champs.libelleDe(formulaire, "membres"), "Membres");
});

test("une faute vise une saisie, un groupe de boutons, ou une case que l’on nomme", () => {
  const vise = (nom, chemin) => champs.viser(formulaire, nom, chemin);
  assert.deepEqual(vise("nom", ""), { cibles: [un("#id_nom")], lieu: "" });
  assert.deepEqual(vise("statut", ""), { cibles: [un("#groupe")], lieu: "" });
  const budget = vise("budget", "charges.60.1");
  assert.deepEqual([budget.cibles[0].id, budget.lieu], ["id_budget-charges-60-1", "60 – Achats, Année 1"]);
  assert.deepEqual(vise("budget", "charges.99.1"), { cibles: [un("[data-budget]")], lieu: "" });
});

test("le serveur ne compte pas les lignes vides : sa première est la première remplie", () => {
  const { cibles, ligne, lieu, enCase } = champs.viser(formulaire, "membres", "0.siret");
  assert.deepEqual(
    [cibles[0].id, ligne.dataset.ligne, lieu, enCase],
    ["id_membres-1-siret", "1", "Membre 2, Numéro SIRET", true],
  );
});

test("une faute dans une case est décrite, dite une fois, puis effacée", () => {
  const cible = un("#id_budget-charges-60-1");
  champs.direDansLaCase(cible, "Écrivez un  montant.");
  champs.direDansLaCase(cible, "Écrivez un montant.");
  const phrases = document.querySelectorAll("#id_budget-charges-60-1_error .fr-message--error");
  assert.deepEqual(
    [...phrases].map((phrase) => phrase.textContent),
    ["Erreur\u00a0: Écrivez un  montant."],
  );
  assert.equal(cible.getAttribute("aria-describedby"), "id_budget-charges-60-1_error");
  assert.equal(cible.getAttribute("aria-invalid"), "true");
  assert.ok(cible.closest("td").classList.contains("ami-budget__faute"));
  champs.effacerLaFaute(formulaire, "budget", new Set(["id_budget-charges-60-1_error"]));
  assert.ok(un("#id_budget-charges-60-1_error"));
  champs.effacerLaFaute(formulaire, "budget");
  assert.equal(un("#id_budget-charges-60-1_error"), null);
  assert.deepEqual([cible.hasAttribute("aria-describedby"), cible.hasAttribute("aria-invalid")], [false, false]);
  assert.equal(cible.closest("td").className, "");
});

test("marquer ajoute à ce qui décrit déjà, et démarquer n’enlève que cela", () => {
  const [cible] = [un("#id_nom")];
  cible.setAttribute("aria-describedby", "aide");
  champs.marquer([cible], "faute");
  champs.marquer([cible], "faute");
  assert.equal(cible.getAttribute("aria-describedby"), "aide faute");
  assert.ok(cible.parentElement.classList.contains("fr-input-group--error"));
  champs.demarquer([cible], "faute");
  assert.equal(cible.getAttribute("aria-describedby"), "aide");
  assert.equal(cible.parentElement.className, "fr-input-group");
  champs.marquer([un("#id_accord")], "faute");
  assert.ok(un(".ami-case").classList.contains("fr-checkbox-group--error"));
});

test("une réponse devenue juste quitte le résumé des erreurs, et le titre quand c’est la dernière", () => {
  document.title = "Erreur\u00a0–\u00a0Structure";
  formulaire.insertAdjacentHTML(
    "beforebegin",
    `<div data-resume-des-erreurs><h2>Il y a 3 erreurs</h2><ul><li><a href="#id_nom">Nom</a></li>
    <li><a href="#id_membres-1-siret">SIRET</a></li><li><a href="#id_accord">Accord</a></li></ul></div>`,
  );
  champs.blanchir(formulaire, "membres");
  assert.equal(un("[data-resume-des-erreurs] h2").textContent, "Il y a 2 erreurs");
  champs.blanchir(formulaire, "nom");
  assert.equal(un("[data-resume-des-erreurs] h2").textContent, "Il y a 1 erreur");
  assert.ok(document.title.startsWith("Erreur"));
  champs.blanchir(formulaire, "accord");
  assert.equal(un("[data-resume-des-erreurs]"), null);
  assert.equal(document.title, "Structure");
});

test("rien n’est reproché à la ligne que l’on remplit, sauf ce qui l’était déjà", () => {
  const [cible, ligne] = [un("#id_membres-0-siret"), un("[data-ligne='0']")];
  assert.equal(champs.enCoursDeSaisie(ligne, cible), false);
  cible.focus();
  assert.equal(champs.enCoursDeSaisie(ligne, cible), true);
  champs.direDansLaCase(cible, "Complétez cette case.");
  assert.equal(champs.enCoursDeSaisie(ligne, cible), false);
});
