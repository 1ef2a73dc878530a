// Sizes of files, as the server writes them (ami/commun/nombres.py): what computes reads no page.

const FINE_INSECABLE = "\u202f";
const INSECABLE = "\u00a0";

export function entier(valeur) {
  return String(valeur).replace(/\B(?=(\d{3})+$)/gu, FINE_INSECABLE);
}

// « 1,2 Mo », « 12 Ko », « 340 octets »: decimal units, one figure after the comma when it says something, half up.
export function tailleLisible(octets) {
  for (const [unite, facteur] of [
    ["Go", 1e9],
    ["Mo", 1e6],
    ["Ko", 1e3],
  ])
    if (octets >= facteur) {
      const dixiemes = Math.floor((octets * 10 + facteur / 2) / facteur);
      const precis = dixiemes % 10 ? `,${dixiemes % 10}` : "";
      return `${entier(Math.floor(dixiemes / 10))}${precis}${INSECABLE}${unite}`;
    }
  return `${octets}${INSECABLE}octet${octets > 1 ? "s" : ""}`;
}

// « pèse 21 Mo : la limite est de 20 Mo »; to the octet when both would read alike.
export function tropLourd(octets, limite) {
  const [lue, permise] = [octets, limite].map(tailleLisible);
  const taille = lue === permise ? `${entier(octets)}${INSECABLE}octets` : lue;
  return `pèse ${taille}${INSECABLE}: la limite est de ${permise}`;
}
