// What a section sends of itself while one types, and how long it waits before another try.

import { entreesDe } from "./champs.js";

const ESSAIS = [2, 4, 8, 15, 30, 60]; // seconds between two tries while the network is down
const ENTETES = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };

// `lot`: [name, { lue, entrees (when not those of the page) }]…; `choix`: name → « reunir ».
export function composer(formulaire, lot, { envoi, choix }) {
  const corps = new URLSearchParams({
    csrfmiddlewaretoken: formulaire.elements.csrfmiddlewaretoken.value,
    compte: formulaire.dataset.compte,
    lues: JSON.stringify(Object.fromEntries(lot.map(([nom, { lue }]) => [nom, lue]))),
    envoi,
  });
  for (const [nom, { entrees }] of lot) {
    corps.append("champs", nom);
    if (choix[nom]) corps.set(choix[nom], nom);
    for (const [cle, valeur] of entrees ?? entreesDe(formulaire, nom)) corps.append(cle, valeur);
  }
  return corps.toString();
}

// Null when the network is down.
export const poster = (adresse, corps, options) =>
  fetch(adresse, { method: "POST", headers: ENTETES, body: corps, ...options }).catch(() => null);

export const attenteApres = (echecs) => 1000 * ESSAIS[Math.min(echecs, ESSAIS.length) - 1];
