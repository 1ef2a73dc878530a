// The budget as one types: reads what is typed and shows its sums. The server has the last word when the page is saved.

import { calculer, EQUILIBRE, RIEN } from "./sommes.js";

const DELAI = 1500; // ms without typing before the balances are told

class Budget {
  constructor(racine) {
    this.racine = racine;
    this.formulaire = racine.closest("form");
    this.annees = [...racine.querySelectorAll("[data-solde]")].map(({ dataset }) => dataset.solde);
    this.lignes = [...racine.querySelectorAll("[data-poste]")].map((ligne) => {
      const [groupe, code] = ligne.dataset.poste.split("-");
      const total = ligne.querySelector("[data-total]");
      return { groupe, code, total, champs: [...ligne.querySelectorAll("input")] };
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
    const sommes = calculer({
      annees: this.annees.length,
      lignes: this.lignes.map(({ groupe, code, champs }) => ({ groupe, code, saisies: champs.map((e) => e.value) })),
      demandes: [...this.annees.map((annee) => `montant_an_${annee}`), "prime_investissement"].map(this.saisie, this),
      plan: this.plan(),
    });
    this.lignes.forEach(({ total }, rang) => {
      total.textContent = sommes.lignes[rang];
    });
    this.ecrireSommes("charges", sommes.charges);
    this.ecrireSommes("produits", sommes.produits);
    this.annees.forEach((annee, rang) => {
      this.ecrireSolde(`[data-solde="${annee}"]`, sommes.soldes[rang]);
      this.ecrireSolde(`[data-solde-a-part="${annee}"]`, sommes.soldesAPart[rang]);
    });
    this.ecrire("[data-demande]", sommes.demande);
    this.ecrire("[data-part=demandee]", sommes.partDemandee);
    this.ecrire("[data-part=publique]", sommes.partPublique);
    if (annoncer) this.annoncer(sommes.soldes);
  }

  saisie(nom) {
    return this.formulaire.elements.namedItem(nom)?.value ?? "";
  }

  // What is typed of the other public funders, over the years of the budget.
  plan() {
    const publics = this.racine.dataset.publics.split(" ");
    return [...this.formulaire.elements]
      .filter(({ name, value }) => /^plan_financement-\d+-type$/u.test(name) && publics.includes(value))
      .flatMap(({ name }) => this.annees.map((annee) => this.saisie(name.replace(/type$/u, `montant_${annee}`))));
  }

  ecrire(selecteur, texte) {
    this.racine.querySelector(selecteur).textContent = texte;
  }

  ecrireSolde(selecteur, texte) {
    this.ecrire(selecteur, texte);
    this.racine.querySelector(selecteur).classList.toggle("ami-a-corriger", ![RIEN, EQUILIBRE].includes(texte));
  }

  ecrireSommes(groupe, sommes) {
    this.annees.forEach((annee, rang) => {
      this.ecrire(`[data-somme=${groupe}] [data-annee="${annee}"]`, sommes.annees[rang]);
    });
    this.ecrire(`[data-somme=${groupe}] [data-total]`, sommes.total);
  }

  // Heard once one stops typing, and only when a balance has changed.
  annoncer(soldes) {
    clearTimeout(this.attente);
    const dits = this.annees.map((annee, rang) => [annee, soldes[rang]]).filter(([, solde]) => solde !== RIEN);
    const phrase = dits.map(([annee, solde]) => `Année ${annee}\u00a0: ${solde}.`).join(" ");
    if (this.phrase === undefined || phrase === this.phrase) this.phrase = phrase;
    else
      this.attente = setTimeout(() => {
        this.phrase = phrase;
        this.ecrire("[data-annonce]", phrase);
      }, DELAI);
  }
}

for (const racine of document.querySelectorAll("[data-budget]")) new Budget(racine);
