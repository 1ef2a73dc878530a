// Sums of the budget from what is typed, as controle/budget.py makes them from what is stored: a test compares both.
// Amounts are counted in cents, so that no sum is rounded.

export const RIEN = "–";
export const EQUILIBRE = "équilibré";
const VOLONTAIRES = { charges: "86", produits: "87" };
const MONTANT_MAX = 999_999_999_999; // cents, as in controle/validite.py
// Blanks stand between groups of three and nowhere else: « 5000 2000 » are two cells.
const MONTANT = /^([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]{0,2}))?$/u;
const CHIFFRES_MAX = 12;
const EURO = /^[€\u0080] ?| ?(?:[€\u0080]|euros?)$/giu;
// What nobody sees, then what is a blank, for the server.
const INVISIBLES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: anchors and optional hyphen of Word
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them alone
  /[\u0002\u0005\u0008\u001f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffb]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: two of them are blanks for the server
const BLANCS = /[\s\u001c\u001d\u0085]+/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const BORDS = /^[\s\u001c\u001d\u0085]+|[\s\u001c\u001d\u0085]+$/gu;
// Between two cells of a spreadsheet or of a text: two numbers.
const CELLULES = /[\t\n\v\f\r\u0085\u2028\u2029]/u;

// « 50 000,00 € » gives 5000000; what is empty or no amount counts for nothing.
export function centimes(texte) {
  const nu = texte.replace(INVISIBLES, "").replace(BORDS, "");
  if (CELLULES.test(nu)) return 0;
  const tape = nu.replace(BLANCS, " ").replace(EURO, "");
  const lu = MONTANT.exec(tape);
  const entiers = lu ? lu[1].replaceAll(" ", "") : "";
  if (!lu || entiers.length > CHIFFRES_MAX) return 0;
  const compte = Number(entiers) * 100 + Number((lu[2] ?? "").padEnd(2, "0"));
  return compte > MONTANT_MAX ? 0 : compte;
}

export function euros(compte) {
  const entiers = String(Math.trunc(compte / 100)).replace(/\B(?=(\d{3})+$)/gu, "\u202f");
  const reste = compte % 100;
  return `${entiers}${reste ? `,${String(reste).padStart(2, "0")}` : ""}\u00a0€`;
}

export function solde(recettes, depenses, produits) {
  if (!recettes && !depenses) return RIEN;
  const ecart = recettes - depenses;
  if (!ecart) return EQUILIBRE;
  return ecart < 0 ? `il manque ${euros(-ecart)} ${produits}` : `${euros(ecart)} ${produits} en trop`;
}

// One decimal, halves up like the server. In whole numbers without limit: nothing to prove about the largest budgets.
export function pourcentage(montant, total) {
  if (!total) return RIEN;
  const [milliemes, diviseur] = [BigInt(montant) * 1000n, BigInt(total)];
  const arrondi = (milliemes * 2n + diviseur) / (diviseur * 2n);
  return `${arrondi / 10n},${arrondi % 10n}\u00a0%`;
}

const somme = (nombres) => nombres.reduce((total, nombre) => total + nombre, 0);

// What a group makes each year: its voluntary contributions, or all the rest.
function parAnnee(lignes, groupe, annees, aPart) {
  const retenues = lignes.filter((ligne) => ligne.groupe === groupe && (ligne.code === VOLONTAIRES[groupe]) === aPart);
  return Array.from({ length: annees }, (_, rang) => somme(retenues.map((ligne) => ligne.montants[rang])));
}

// `lignes`: { groupe, code, saisies: what is typed each year }; `demandes`, `plan`: what is typed of this subsidy, and of
// what other public funders bring. Everything is returned in words; the rank of a year starts from 0.
export function calculer({ annees, lignes, demandes, plan }) {
  const lues = lignes.map((ligne) => ({ ...ligne, montants: ligne.saisies.map(centimes) }));
  const annuels = (groupe, aPart = false) => parAnnee(lues, groupe, annees, aPart);
  const [charges, produits] = [annuels("charges"), annuels("produits")];
  const [emplois, contributions] = [annuels("charges", true), annuels("produits", true)];
  const demande = somme(demandes.map(centimes));
  const total = somme(produits);
  return {
    lignes: lues.map(({ montants }) => euros(somme(montants))),
    charges: { annees: charges.map(euros), total: euros(somme(charges)) },
    produits: { annees: produits.map(euros), total: euros(total) },
    soldes: produits.map((recettes, rang) => solde(recettes, charges[rang], "de produits")),
    soldesAPart: contributions.map((recettes, rang) =>
      solde(recettes, emplois[rang], "de contributions volontaires (87)"),
    ),
    demande: euros(demande),
    partDemandee: pourcentage(demande, total),
    partPublique: pourcentage(demande + somme(plan.map(centimes)), total),
  };
}
