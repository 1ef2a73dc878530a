// Saves a section as it is typed. Without this file, its buttons save it.
// A question is « waiting » from the first key until the server says it is stored; meanwhile this device keeps it.

import { Copie } from "./appareil.js";
import { blanchir, champDe, entreesDe, hoteDe, memes, remplir, signaler } from "./champs.js";
import { entreesDeLAutre, montrerLeConflit, retirerLeConflit } from "./conflit.js";
import { attenteApres, composer, poster } from "./envoi.js";
import { Etat, relache } from "./etat.js";

const PAUSE = 1500; // ms after the last key
const PATIENCE = 10_000; // ms of typing without a pause
const DELAI = 20_000;
const TAILLE_MAX = 1_400_000; // the server takes 1.5 MB
const TAILLE_GARDEE_EN_VIE = 60_000; // what a browser sends after the page is left

class Sauvegarde {
  constructor(formulaire) {
    this.formulaire = formulaire;
    this.donnees = formulaire.dataset;
    this.lues = JSON.parse(formulaire.elements.lues.value || "{}");
    this.copie = new Copie(this.donnees);
    this.etat = new Etat(formulaire);
    this.attente = new Map(); // name → { rang, entrees (when not those of the page), lue }
    this.conflits = new Map(); // shown, waiting for a choice
    this.refusees = new Set(); // too long: kept here, sent again once changed
    this.choix = {}; // name → « reunir »
    this.rang = Date.now();
    this.echecs = 0;
    this.arretee = false;
    this.enCours = null;
    this.aRecharger = false;
  }

  async demarrer() {
    const { formulaire } = this;
    formulaire.addEventListener("input", (evenement) => this.noter(champDe(evenement.target)));
    formulaire.addEventListener("focusout", () => this.attente.size && this.programmer(200));
    formulaire.addEventListener("submit", (evenement) => this.soumettre(evenement));
    addEventListener("online", () => this.reessayer());
    addEventListener("focus", () => this.reessayer());
    addEventListener("visibilitychange", () => (document.hidden ? this.partir() : this.reessayer()));
    addEventListener("pagehide", () => this.partir());
    addEventListener("beforeunload", (evenement) => {
      if (this.attente.size && !this.garder() && !this.soumise) evenement.preventDefault();
    });
    document.addEventListener("ami:deconnexion", () => {
      this.arretee = true;
      this.attente.clear();
    });
    const vues = JSON.parse(formulaire.elements.vues.value || "{}");
    for (const [nom, lue] of Object.entries(vues)) {
      // The page came back with both texts: its buttons decide, and until then this device keeps ours.
      this.conflits.set(nom, { lue });
      this.attente.set(nom, { rang: ++this.rang, lue: this.lues[nom] });
    }
    this.retablir(await this.copie.reprendre());
  }

  // --- What is typed -----------------------------------------------------------------------------------------
  noter(nom) {
    if (!nom || this.arretee || this.muette) return;
    this.refusees.delete(nom);
    this.etat.tues.delete(nom); // the next answer tells
    const lue = this.attente.get(nom)?.lue ?? this.lues[nom];
    this.attente.set(nom, { rang: ++this.rang, lue });
    this.depuis ??= Date.now();
    if (!this.echecs) this.etat.dire(this.donnees.sauvegarde ? "modifie" : "appareil");
    clearTimeout(this.minuterieDeCopie);
    this.minuterieDeCopie = setTimeout(() => this.garder(), 300);
    this.programmer(Math.max(0, Math.min(PAUSE, this.depuis + PATIENCE - Date.now())));
  }

  garder() {
    clearTimeout(this.minuterieDeCopie);
    const champs = {};
    for (const [nom, { entrees, lue }] of this.attente) {
      champs[nom] = { entrees: entrees ?? entreesDe(this.formulaire, nom), lue };
    }
    return this.copie.garder(champs);
  }

  // What this device kept of pages that are gone: put back where it is missing, then saved.
  retablir(gardes) {
    const absents = Object.entries(gardes).filter(
      ([nom, { entrees }]) => !memes(entrees, entreesDe(this.formulaire, nom)),
    );
    const rendus = absents.filter(([nom]) => !this.attente.has(nom));
    this.copie.mettreDeCote(Object.fromEntries(absents.filter(([nom]) => this.attente.has(nom))));
    for (const [nom, { entrees, lue }] of rendus) {
      this.attente.set(nom, { rang: ++this.rang, lue, entrees });
      if (!remplir(this.formulaire, nom, entrees)) continue; // rows are missing: sent as they were kept
      this.attente.get(nom).entrees = undefined;
      this.sansNoter(() => signaler(this.formulaire, nom));
    }
    this.garder();
    this.etat.rendre(rendus.length);
    if (rendus.length) this.programmer(0);
  }

  sansNoter(geste) {
    this.muette = true;
    geste();
    this.muette = false;
  }

  // --- Sending -----------------------------------------------------------------------------------------------
  programmer(delai) {
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.envoyer(), delai);
  }

  reessayer() {
    if (this.attente.size && !this.arretee) this.programmer(0);
  }

  // What is typed in a reading already handed in stays on this device: its button alone makes it count.
  aEnvoyer() {
    if (!this.donnees.sauvegarde) return [];
    return [...this.attente].filter(([nom]) => !this.conflits.has(nom) && !this.refusees.has(nom));
  }

  corps(lot) {
    return composer(this.formulaire, lot, { envoi: `${this.copie.page}:${++this.rang}`, choix: this.choix });
  }

  async envoyer() {
    clearTimeout(this.minuterie);
    if (this.enCours || this.arretee) return;
    let lot = this.aEnvoyer();
    if (!lot.length) return;
    this.depuis = undefined;
    this.garder();
    let corps = this.corps(lot);
    if (corps.length > TAILLE_MAX) {
      lot = lot.slice(0, 1);
      corps = this.corps(lot);
    }
    if (corps.length > TAILLE_MAX) return this.refuser(lot);
    if (!this.echecs) this.etat.dire("envoi");
    this.enCours = poster(this.donnees.sauvegarde, corps, { signal: AbortSignal.timeout(DELAI) });
    const reponse = await this.enCours;
    await relache();
    this.enCours = null;
    await this.recevoir(lot, reponse);
    if (this.aEnvoyer().length && !this.echecs) this.programmer(this.depuis ? PAUSE : 0);
    else if (this.aRecharger && !this.attente.size) this.etat.recharger();
  }

  // The page is left: what waits goes, without waiting for the answer. The device keeps it until then.
  partir() {
    const lot = this.aEnvoyer();
    this.garder();
    const parti = lot.map(([nom, { rang }]) => nom + rang).join();
    if (!lot.length || this.arretee || this.soumise || parti === this.parti) return;
    this.parti = parti;
    const corps = this.corps(lot);
    if (corps.length < TAILLE_GARDEE_EN_VIE) poster(this.donnees.sauvegarde, corps, { keepalive: true });
  }

  soumettre(evenement) {
    if (navigator.onLine === false) {
      evenement.preventDefault(); // the page of the browser would take the place of this one
      this.etat.dit = "";
      return this.etat.dire(this.attente.size ? "horsligne" : "attendre", { appareil: this.garder() });
    }
    const dansLaPage = [...this.attente].filter(([, { entrees }]) => !entrees);
    this.soumise = true;
    this.garder();
    if (dansLaPage.length === this.attente.size) this.copie.soumettre();
    const { lues, envoi } = this.formulaire.elements;
    for (const [nom, { lue }] of dansLaPage) this.lues[nom] = lue;
    lues.value = JSON.stringify(this.lues);
    envoi.value = `${this.copie.page}:${++this.rang}`;
    // After that, it did not leave: the network is down.
    setTimeout(() => {
      this.soumise = false;
    }, 5000);
  }

  // --- Answers -----------------------------------------------------------------------------------------------
  async recevoir(lot, reponse) {
    const bilan = await reponse?.json().catch(() => null);
    if (reponse?.ok && bilan) return this.ranger(lot, bilan);
    if (reponse?.status === 403 && bilan?.jeton && !this.jetonRepris) {
      this.jetonRepris = true; // signed in again elsewhere: the form takes the new token
      for (const jeton of document.querySelectorAll("[name=csrfmiddlewaretoken]")) jeton.value = bilan.jeton;
      return this.programmer(0);
    }
    if (reponse?.status === 401) {
      this.echecs = 1;
      for (const [nom] of lot) this.etat.garde(hoteDe(this.formulaire, nom), nom, this.copie.possible);
      const [derniere] = lot.reduce((une, autre) => (autre[1].rang > une[1].rang ? autre : une));
      return this.etat.dire("session", { nom: derniere, appareil: this.copie.possible });
    }
    if ([403, 404, 409].includes(reponse?.status)) {
      this.arretee = true;
      return this.etat.dire(reponse.status === 409 ? "depose" : "ferme", { message: bilan?.message });
    }
    if ([400, 413].includes(reponse?.status)) return this.refuser(lot);
    for (const [nom] of lot) this.etat.garde(hoteDe(this.formulaire, nom), nom, this.copie.possible);
    this.programmer(attenteApres(++this.echecs));
    this.etat.dire(reponse ? "panne" : "horsligne", { appareil: this.garder() });
  }

  refuser(lot) {
    for (const [nom] of lot) this.refusees.add(nom);
    this.etat.dire("refus");
    if (this.aEnvoyer().length) this.programmer(0);
  }

  ranger(lot, bilan) {
    this.echecs = 0;
    this.jetonRepris = false;
    for (const [nom, envoye] of lot) {
      const change = this.attente.get(nom)?.rang !== envoye.rang;
      if (bilan.champs[nom]) this.confirmer(nom, bilan.champs[nom], change, bilan.heure);
      else if (bilan.conflits[nom]) this.opposer(nom, bilan.conflits[nom]);
      else {
        if (!change) this.refusees.add(nom);
        this.etat.direDuChamp(
          hoteDe(this.formulaire, nom),
          nom,
          bilan.refusees[nom] ?? "Réponse non enregistrée.",
          true,
        );
      }
    }
    // Rows typed, moved or removed since: what is said here may be of others, and the next answer comes soon.
    const depassee = ([nom]) => this.attente.has(nom) && this.formulaire.querySelector(`[data-bloc="${nom}"]`);
    const dire = ([nom]) => this.etat.direLesFautes(this.formulaire, nom, bilan.champs[nom]?.erreurs, bilan.heure);
    const fautes = lot
      .filter((question) => !depassee(question))
      .map(dire)
      .filter(Boolean);
    this.garder();
    this.conclure(bilan);
    if (fautes.length) this.etat.annonce.textContent = fautes.join(" ");
  }

  conclure(bilan) {
    this.etat.compter(bilan);
    if (this.conflits.size) this.etat.dire("conflit");
    else if (this.refusees.size) this.etat.dire("refus");
    else this.etat.dire(this.attente.size ? "modifie" : "enregistre", { heure: bilan.heure });
  }

  confirmer(nom, { lue, erreurs }, change, heure) {
    this.lues[nom] = lue;
    delete this.choix[nom];
    this.conflits.delete(nom);
    retirerLeConflit(nom);
    const attente = this.attente.get(nom);
    if (attente?.entrees) this.aRecharger = true; // rows that are not on this page
    if (change && attente) attente.lue = lue;
    else this.attente.delete(nom);
    if (erreurs.length) return;
    blanchir(this.formulaire, nom);
    this.etat.direDuChamp(hoteDe(this.formulaire, nom), nom, `Enregistré à ${heure}.`);
  }

  opposer(nom, conflit) {
    delete this.choix[nom];
    this.conflits.set(nom, conflit);
    this.etat.direDuChamp(hoteDe(this.formulaire, nom), nom, "");
    montrerLeConflit(nom, conflit, hoteDe(this.formulaire, nom), (choix) => this.choisir(nom, choix));
  }

  choisir(nom, choix) {
    const conflit = this.conflits.get(nom);
    this.conflits.delete(nom);
    retirerLeConflit(nom);
    this.formulaire.querySelector(`[data-conflit="${nom}"]`)?.remove();
    const enBloc = conflit.genre === "liste" || conflit.genre === "budget";
    this.lues[nom] = conflit.lue;
    if (choix === "prendre") {
      this.attente.delete(nom);
      if (enBloc) this.aRecharger = true;
      else this.prendre(nom, conflit);
    } else {
      this.attente.set(nom, { ...this.attente.get(nom), rang: ++this.rang, lue: conflit.lue });
      if (choix === "reunir") this.choix[nom] = "reunir";
      if (enBloc && choix === "reunir") this.aRecharger = true;
    }
    this.garder();
    if (this.conflits.size) this.etat.dire("conflit");
    else this.etat.dire(this.attente.size ? "modifie" : "choisi");
    if (this.attente.size) this.programmer(0);
    else if (this.aRecharger) this.etat.recharger();
    document.getElementById(`id_${nom}`)?.focus();
  }

  prendre(nom, conflit) {
    remplir(this.formulaire, nom, entreesDeLAutre(nom, conflit));
    this.sansNoter(() => signaler(this.formulaire, nom));
    this.etat.direDuChamp(hoteDe(this.formulaire, nom), nom, "Autre réponse reprise.");
  }
}

const section = document.querySelector("form[data-sauvegarde]");
if (section) new Sauvegarde(section).demarrer();
