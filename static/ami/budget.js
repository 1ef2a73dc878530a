// Sums of the budget as one types: the same as candidatures/formulaire/controle/budget.py, which has the last word when the page is saved.
// Amounts are counted in cents, so that no sum is rounded.

const VOLONTAIRES = { charges: "86", produits: "87" };
const RIEN = "–";
const MONTANT = /^[0-9]{1,10}(\.[0-9]{0,2})?$/u;

// « 50 000,00 € » gives 5000000; what is empty or no amount counts for nothing.
function centimes(saisie) {
  const texte = (saisie?.value ?? "").replace(/[\s€]/gu, "").replace(",", ".");
  if (!MONTANT.test(texte)) return 0;
  const [entiers, decimales = ""] = texte.split(".");
  return Number(entiers) * 100 + Number(decimales.padEnd(2, "0"));
}

function euros(compte) {
  const entiers = String(Math.trunc(compte / 100)).replace(/\B(?=(\d{3})+$)/gu, "\u202f");
  const reste = compte % 100;
  return `${entiers}${reste ? `,${String(reste).padStart(2, "0")}` : ""}\u00a0€`;
}

function solde(recettes, depenses, produits) {
  if (!recettes && !depenses) return RIEN;
  const ecart = recettes - depenses;
  if (!ecart) return "équilibré";
  return ecart < 0 ? `il manque ${euros(-ecart)} ${produits}` : `${euros(ecart)} ${produits} en trop`;
}

// One decimal, half to even like the server.
function pourcentage(montant, total) {
  if (!total) return RIEN;
  const milliemes = (montant * 1000) / total;
  const bas = Math.floor(milliemes);
  const reste = montant * 1000 - bas * total;
  const arrondi = bas + (reste * 2 > total || (reste * 2 === total && bas % 2) ? 1 : 0);
  return `${Math.trunc(arrondi / 10)},${arrondi % 10}\u00a0%`;
}

const somme = (nombres) => nombres.reduce((total, nombre) => total + nombre, 0);

class Budget {
  constructor(racine) {
    this.racine = racine;
    this.nom = racine.dataset.budget;
    this.formulaire = racine.closest("form");
    this.annees = [...racine.querySelectorAll("[data-solde]")].map((sortie) => sortie.dataset.solde);
    this.postes = [...racine.querySelectorAll("[data-poste]")].map((ligne) => {
      const [groupe, code] = ligne.dataset.poste.split("-");
      return {
        groupe,
        code,
        saisies: [...ligne.querySelectorAll("input")],
        total: ligne.querySelector("[data-total]"),
      };
    });
    for (const nom of ["input", "ami:lignes"]) this.formulaire.addEventListener(nom, () => this.calculer());
    racine.addEventListener("keydown", (evenement) => this.descendre(evenement));
    this.calculer(false);
  }

  // Enter goes down the column, as in a spreadsheet: it does not send the page by surprise.
  descendre(evenement) {
    if (evenement.key !== "Enter" || !evenement.target.matches("input")) return;
    evenement.preventDefault();
    const saisies = [...this.racine.querySelectorAll("input")];
    saisies[saisies.indexOf(evenement.target) + this.annees.length]?.focus();
  }

  calculer(annoncer = true) {
    for (const poste of this.postes) poste.total.textContent = euros(somme(poste.saisies.map(centimes)));
    const annuels = (groupe, aPart) =>
      this.annees.map((_, rang) =>
        somme(
          this.postes
            .filter((p) => p.groupe === groupe && (p.code === VOLONTAIRES[groupe]) === aPart)
            .map((p) => centimes(p.saisies[rang])),
        ),
      );
    const [charges, produits] = [annuels("charges", false), annuels("produits", false)];
    this.ecrireSommes("charges", charges);
    this.ecrireSommes("produits", produits);
    const [emplois, contributions] = [annuels("charges", true), annuels("produits", true)];
    this.annees.forEach((annee, rang) => {
      this.ecrire(`[data-solde="${annee}"]`, solde(produits[rang], charges[rang], "de produits"));
      const aPart = solde(contributions[rang], emplois[rang], "de contributions volontaires (87)");
      this.ecrire(`[data-solde-a-part="${annee}"]`, aPart);
    });
    this.ecrireParts(somme(produits));
    if (annoncer) this.annoncer();
  }

  ecrire(selecteur, texte) {
    this.racine.querySelector(selecteur).textContent = texte;
  }

  ecrireSommes(groupe, sommes) {
    this.annees.forEach((annee, rang) => {
      this.ecrire(`[data-somme=${groupe}] [data-annee="${annee}"]`, euros(sommes[rang]));
    });
    this.ecrire(`[data-somme=${groupe}] [data-total]`, euros(somme(sommes)));
  }

  ecrireParts(total) {
    const champ = (nom) => centimes(this.formulaire.elements.namedItem(nom));
    const annees = Array.from({ length: Number(this.racine.dataset.annees) }, (_, rang) => rang + 1);
    const demande = somme(annees.map((annee) => champ(`montant_an_${annee}`))) + champ("prime_investissement");
    const publics = this.racine.dataset.publics.split(" ");
    const types = [...this.formulaire.elements].filter((e) => /^plan_financement-\d+-type$/u.test(e.name));
    const plan = types
      .filter((type) => publics.includes(type.value))
      .flatMap((type) => annees.map((annee) => champ(type.name.replace(/type$/u, `montant_${annee}`))));
    this.ecrire("[data-demande]", euros(demande));
    this.ecrire("[data-part=demandee]", pourcentage(demande, total));
    this.ecrire("[data-part=publique]", pourcentage(demande + somme(plan), total));
  }

  // Heard once one stops typing, and only when a balance has changed.
  annoncer() {
    clearTimeout(this.attente);
    const soldes = this.annees
      .map((annee) => [annee, this.racine.querySelector(`[data-solde="${annee}"]`).textContent])
      .filter(([, dit]) => dit !== RIEN)
      .map(([annee, dit]) => `Année ${annee}\u00a0: ${dit}.`);
    const phrase = soldes.join(" ");
    const annonce = this.racine.querySelector("[data-annonce]");
    if (this.phrase === undefined || phrase === this.phrase) this.phrase = phrase;
    else
      this.attente = setTimeout(() => {
        this.phrase = phrase;
        annonce.textContent = phrase;
      }, 1500);
  }
}

for (const racine of document.querySelectorAll("[data-budget]")) new Budget(racine);
