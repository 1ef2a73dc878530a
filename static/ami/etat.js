// What is said of the saving: one line near the title, one under each question. Heard when its kind changes, no more.

import { demarquer, effacerLaFaute, hoteDe, libelleDe, marquer, viser } from "./champs.js";

const MUETS = new Set(["modifie", "envoi"]);
const SUR_L_APPAREIL = "votre texte est gardé sur cet appareil";
const NULLE_PART = "cet appareil ne peut pas garder votre texte : ne fermez pas cette page";

const PHRASES = {
  modifie: () => "Modifié : enregistrement dans un instant.",
  envoi: () => "Enregistrement…",
  enregistre: ({ heure }) => `Enregistré à ${heure}.`,
  choisi: () => "Votre choix est pris en compte.",
  horsligne: ({ appareil }) =>
    `Hors ligne : ${appareil ? `${SUR_L_APPAREIL} et sera enregistré au retour du réseau.` : `${NULLE_PART}.`}`,
  panne: ({ appareil }) =>
    `Le site ne répond pas : ${appareil ? `${SUR_L_APPAREIL} et sera enregistré dès que possible.` : `${NULLE_PART}.`}`,
  attendre: () => "Hors ligne : tout ce que vous avez écrit est enregistré. Continuez au retour du réseau.",
  session: ({ appareil }) => `Session expirée : ${appareil ? `${SUR_L_APPAREIL}.` : `${NULLE_PART}.`}`,
  conflit: () => "Une réponse a été modifiée par quelqu’un d’autre pendant que vous écriviez : choisissez, sous la question.",
  refus: () => `Une réponse est trop longue pour être enregistrée : ${SUR_L_APPAREIL}. Raccourcissez-la.`,
  depose: ({ message }) =>
    `${message ?? "Ce dossier est déposé."} Ce que vous venez d’écrire n’est pas enregistré : copiez-le si vous voulez le garder.`,
  ferme: () =>
    "Vous n’avez plus accès à ce dossier en écriture. Ce que vous venez d’écrire n’est pas enregistré : copiez-le si vous voulez le garder.",
};
const GRAVES = new Set(["horsligne", "attendre", "panne", "session", "conflit", "refus", "depose", "ferme"]);

// A line that appears above the question being written does not push it out of sight, nor covers it.
function enVue(ligne, geste) {
  const ici = document.activeElement;
  const vu = () => {
    const { top, bottom } = ici.getBoundingClientRect();
    return top >= Math.max(0, ligne.getBoundingClientRect().bottom) && bottom <= innerHeight;
  };
  const avant = vu();
  geste();
  if (avant) requestAnimationFrame(() => vu() || ici.scrollIntoView({ block: "nearest" }));
}

export class Etat {
  constructor(formulaire) {
    this.donnees = formulaire.dataset;
    this.ligne = document.getElementById("etat-de-la-saisie");
    this.annonce = document.getElementById("annonce-de-la-saisie");
    this.dit = "";
    this.fautes = new Map(); // name → { cibles, message }
    this.rendre(history.state?.rendues);
    history.replaceState(null, "");
  }

  // The page is read again with the rows it lacks: what was said is said there too.
  recharger() {
    history.replaceState({ rendues: this.rendues }, "");
    location.reload();
  }

  dire(genre, details = {}) {
    const phrase = PHRASES[genre](details);
    if (genre === "session" && this.ligne.textContent.startsWith(phrase)) {
      this.ligne.querySelector("a").href = this.retour(details.nom); // it may have the focus: it stays
      return;
    }
    this.ligne.dataset.genre = genre;
    enVue(this.ligne, () => {
      this.ligne.hidden = false;
      this.ligne.classList.toggle("ami-saisie__etat--grave", GRAVES.has(genre));
      this.ligne.replaceChildren(phrase);
    });
    if (genre === "attendre") addEventListener("online", () => (this.ligne.hidden = this.ligne.dataset.genre === genre), { once: true });
    if (genre === "session") this.ligne.append(" ", this.connexion(details.nom));
    if (!MUETS.has(genre) && genre !== this.dit) {
      this.dit = genre;
      this.annonce.textContent = phrase;
    }
  }

  connexion(nom) {
    const lien = document.createElement("a");
    lien.textContent = "Se reconnecter";
    lien.href = this.retour(nom);
    return lien;
  }

  // Signing in leads to the question that was being written.
  retour(nom) {
    return `${this.donnees.connexion}?next=${encodeURIComponent(`${location.pathname}#id_${nom}`)}`;
  }

  rendre(nombre) {
    if (!nombre) return;
    this.rendues = nombre;
    const phrase =
      nombre > 1
        ? `${nombre} réponses gardées sur cet appareil ont été rétablies dans cette page.`
        : "Une réponse gardée sur cet appareil a été rétablie dans cette page.";
    const ligne = document.createElement("p");
    ligne.className = "ami-saisie__etat";
    ligne.id = "saisie-retablie";
    ligne.textContent = phrase;
    this.ligne.before(ligne);
    this.annonce.textContent = phrase;
  }

  direDuChamp(hote, nom, phrase, grave = false) {
    if (this.fautes.has(nom)) demarquer(this.fautes.get(nom).cibles, `etat-de-${nom}`);
    this.fautes.delete(nom);
    const id = `etat-de-${nom}`;
    let ligne = document.getElementById(id);
    if (!ligne) {
      ligne = document.createElement("p");
      ligne.id = id;
      hote.after(ligne);
    }
    ligne.className = `fr-hint-text ami-saisie__champ${grave ? " ami-saisie__champ--grave" : ""}`;
    enVue(this.ligne, () => (ligne.textContent = phrase));
    if (grave) this.annonce.textContent = phrase;
  }

  // Stored, and wrong: said beside the question as an error. Returns what is to be heard, nothing when it already was.
  direLesFautes(formulaire, nom, erreurs, heure) {
    if (!erreurs?.length) return "";
    const avant = this.fautes.get(nom)?.message;
    effacerLaFaute(formulaire, nom);
    const visees = erreurs.map((erreur) => viser(formulaire, nom, erreur.chemin));
    const cibles = visees.flatMap((visee) => visee.cibles);
    const autres = erreurs.length - 1;
    const suite = autres ? ` Et ${autres} autre${autres > 1 ? "s" : ""}, en rouge.` : "";
    const message = `${visees[0].lieu ? `${visees[0].lieu} : ` : ""}${erreurs[0].message}${suite}`;
    this.direDuChamp(hoteDe(formulaire, nom), nom, `Enregistré à ${heure}. À corriger avant le dépôt : ${message}`);
    const ligne = document.getElementById(`etat-de-${nom}`);
    ligne.className = "fr-message fr-message--error ami-saisie__champ";
    marquer(cibles, ligne.id);
    this.fautes.set(nom, { cibles, message });
    return message === avant ? "" : `${libelleDe(formulaire, nom)} : ${message}`;
  }

  garde(hote, nom, possible) {
    this.direDuChamp(hote, nom, possible ? "Gardé sur cet appareil, pas encore enregistré." : "Pas encore enregistré.");
  }

  compter({ manques, sections }) {
    const ligne = document.getElementById("ce-qui-manque");
    if (ligne && String(manques) !== ligne.dataset.manques) {
      ligne.dataset.manques = manques;
      const fort = document.createElement(manques ? "strong" : "a");
      fort.textContent = manques ? `${manques} point${manques > 1 ? "s" : ""}` : "relisez le dossier avant son dépôt";
      if (!manques) fort.href = ligne.dataset.deposer;
      ligne.replaceChildren(
        ...(manques ? ["Il reste ", fort, " à compléter ou à corriger avant de pouvoir déposer."] : ["Il ne manque plus rien : ", fort, "."]),
      );
    }
    const reste = document.querySelector("[data-reste]");
    if (reste && String(sections[this.donnees.section]?.manques) !== reste.dataset.reste) reste.remove(); // no longer true
    for (const [code, { mots }] of Object.entries(sections)) {
      const etat = document.querySelector(`[data-etat-de="${code}"]`);
      if (etat && mots) etat.textContent = mots;
    }
  }
}
