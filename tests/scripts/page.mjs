// A page for the scripts of static/ami: they are loaded as a browser loads them, once the page is there.

import { Window } from "happy-dom";

const ENVIRONNEMENT = [
  ...["window", "document", "location", "history", "navigator", "localStorage", "sessionStorage"],
  ...["Event", "CustomEvent", "KeyboardEvent", "FormData", "DOMParser", "DataTransfer"],
  ...["addEventListener", "requestAnimationFrame", "innerHeight", "confirm"],
];
let chargements = 0;

// Replaces the page, and returns its window.
export function ouvrir(corps = "") {
  const fenetre = new Window({ url: "http://exemple.test/candidatures/1/" });
  fenetre.document.body.innerHTML = corps;
  for (const nom of ENVIRONNEMENT) poser(nom, typeof fenetre[nom] === "function" ? lier(fenetre, nom) : fenetre[nom]);
  return fenetre;
}

// Classes stay themselves; functions keep their window.
function lier(fenetre, nom) {
  return /^[A-Z]/u.test(nom) ? fenetre[nom] : fenetre[nom].bind(fenetre);
}

export function poser(nom, valeur) {
  Object.defineProperty(globalThis, nom, { value: valeur, configurable: true, writable: true });
}

// Each time a new module, as on a new page.
export function charger(script) {
  chargements += 1;
  return import(`../../static/ami/${script}?chargement=${chargements}`);
}

export const un = (selecteur) => document.querySelector(selecteur);

export function taper(selecteur, valeur) {
  const champ = un(selecteur);
  champ.value = valeur;
  champ.dispatchEvent(new Event("input", { bubbles: true }));
}
