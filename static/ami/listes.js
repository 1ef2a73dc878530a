// Repeatable blocks: their buttons send the page; here they act in place. Names and ids follow the order of the rows,
// and an « input » event on the block tells whoever saves as one types.

import { remplie } from "./champs.js";

const ATTRIBUTS = ["id", "name", "for", "value", "aria-labelledby", "aria-describedby", "data-si", "data-compteur-de"];
const BOUTONS = "button[name=monter], button[name=descendre], button[name=retirer]";

class Bloc {
  constructor(racine) {
    this.racine = racine;
    this.nom = racine.dataset.bloc;
    this.conteneur = racine.querySelector("[data-lignes]");
    this.modele = racine.querySelector("template[data-modele]");
    this.compte = racine.querySelector(`input[name="${this.nom}-lignes"]`);
    this.ajouter = racine.querySelector("button[name=ajouter]");
    this.titre = document.getElementById(`id_${this.nom}`);
    // The row that waits at the end for people without JavaScript.
    this.conteneur.querySelector("[data-libre]")?.remove();
    const premiere = !this.lignes.length && "requis" in racine.dataset ? this.neuve() : null;
    if (premiere) this.conteneur.append(premiere);
    this.renumeroter();
    premiere?.dispatchEvent(new CustomEvent("ami:ajout", { bubbles: true }));
    racine.addEventListener("click", (evenement) => this.obeir(evenement));
  }

  get lignes() {
    return [...this.conteneur.children];
  }

  neuve() {
    return this.modele.content.firstElementChild.cloneNode(true);
  }

  obeir(evenement) {
    const bouton = evenement.target.closest(`button[name=ajouter], ${BOUTONS}`);
    if (!bouton) return;
    evenement.preventDefault();
    const ligne = bouton.closest("[data-ligne]");
    this[{ ajouter: "poser", retirer: "retirer", monter: "deplacer", descendre: "deplacer" }[bouton.name]](
      ligne,
      bouton,
    );
  }

  poser() {
    const ligne = this.neuve();
    this.conteneur.append(ligne);
    this.changer(`${this.nommer(this.lignes.length)}\u00a0: à remplir.`);
    ligne.dispatchEvent(new CustomEvent("ami:ajout", { bubbles: true }));
    ligne.querySelector("input, select, textarea").focus();
  }

  deplacer(ligne, bouton) {
    if (bouton.name === "monter") ligne.previousElementSibling?.before(ligne);
    else ligne.nextElementSibling?.after(ligne);
    this.changer(`Déplacé en position ${this.lignes.indexOf(ligne) + 1} sur ${this.lignes.length}.`);
    const suivant = bouton.hidden
      ? ligne.querySelector("button[name=monter]:not([hidden]), button[name=descendre]:not([hidden])")
      : bouton;
    (suivant ?? ligne).focus();
    ligne.scrollIntoView({ block: "nearest" });
  }

  retirer(ligne) {
    const rang = this.lignes.indexOf(ligne);
    const nom = this.nommer(rang + 1);
    const pleine = remplie(ligne);
    ligne.remove();
    this.changer(`Retiré\u00a0: ${nom}.`);
    if (pleine) this.proposerDeRemettre(ligne, rang, nom);
    this.titre.focus();
  }

  // What was typed in a row is never one click away from being lost.
  proposerDeRemettre(ligne, rang, nom) {
    const remettre = document.createElement("button");
    remettre.type = "button";
    remettre.className = "fr-btn fr-btn--tertiary fr-btn--sm";
    remettre.textContent = `Remettre ${nom}`;
    remettre.addEventListener("click", () => {
      this.conteneur.insertBefore(ligne, this.lignes[rang] ?? null);
      this.changer(`Remis\u00a0: ${this.nommer(this.lignes.indexOf(ligne) + 1)}.`);
      ligne.focus();
    });
    this.racine.querySelector("[data-retrait]").replaceChildren(remettre);
  }

  nommer(numero) {
    return `${this.racine.dataset.nomDeLigne} ${numero}`;
  }

  changer(annonce) {
    this.racine.querySelector("[data-retrait]").replaceChildren();
    this.renumeroter();
    this.racine.querySelector("[data-annonce]").textContent = annonce;
    this.compte.dispatchEvent(new Event("input", { bubbles: true }));
    this.racine.dispatchEvent(new CustomEvent("ami:lignes", { bubbles: true }));
  }

  renumeroter() {
    const { lignes } = this;
    lignes.forEach((ligne, rang) => {
      this.renommer(ligne, ligne.dataset.ligne, String(rang));
      for (const numero of ligne.querySelectorAll("[data-numero]")) numero.textContent = rang + 1;
      ligne.querySelector("button[name=monter]").hidden = rang === 0;
      ligne.querySelector("button[name=descendre]").hidden = rang === lignes.length - 1;
    });
    this.compte.value = lignes.length;
    this.ajouter.hidden = lignes.length >= Number(this.racine.dataset.lignesMax);
  }

  renommer(ligne, ancien, nouveau) {
    const motif = new RegExp(`(^|[\\s_])${this.nom}-${ancien}(?=$|[\\s_-])`, "gu");
    const saisie = (element) => element.matches("input, textarea, option");
    for (const element of [ligne, ...ligne.querySelectorAll("*")])
      for (const attribut of ATTRIBUTS) {
        // The value of a button names its row; that of an input is an answer.
        if (attribut === "value" && saisie(element)) continue;
        const valeur = element.getAttribute(attribut);
        if (valeur?.includes(`${this.nom}-${ancien}`))
          element.setAttribute(attribut, valeur.replace(motif, `$1${this.nom}-${nouveau}`));
      }
    ligne.dataset.ligne = nouveau;
  }
}

for (const racine of document.querySelectorAll("[data-bloc]")) new Bloc(racine);
