// What is said of the saving: one line near the title, one under each question. Heard when its kind changes, no more.

import {
  demarquer,
  direDansLaCase,
  effacerLaFaute,
  enCoursDeSaisie,
  hoteDe,
  libelleDe,
  marquer,
  phraseDe,
  viser,
} from "./champs.js";

const MUETS = new Set(["modifie", "appareil", "envoi"]);
const SUR_L_APPAREIL = "votre texte est gardé sur cet appareil";
const NULLE_PART = "cet appareil ne peut pas garder votre texte : ne fermez pas cette page";

const PHRASES = {
  modifie: () => "Modifié : enregistrement dans un instant.",
  appareil: () => "Gardé sur cet appareil seulement : enregistrez vos corrections pour qu’elles comptent.",
  envoi: () => "Enregistrement…",
  enregistre: ({ heure }) => `Enregistré à ${heure}.`,
  choisi: () => "Votre choix est pris en compte.",
  horsligne: ({ appareil }) =>
    `Hors ligne : ${appareil ? `${SUR_L_APPAREIL} et sera enregistré au retour du réseau.` : `${NULLE_PART}.`}`,
  panne: ({ appareil }) =>
    `Le site ne répond pas : ${appareil ? `${SUR_L_APPAREIL} et sera enregistré dès que possible.` : `${NULLE_PART}.`}`,
  attendre: () => "Hors ligne : tout ce que vous avez écrit est enregistré. Continuez au retour du réseau.",
  session: ({ appareil }) => `Session expirée : ${appareil ? `${SUR_L_APPAREIL}.` : `${NULLE_PART}.`}`,
  conflit: () => "Une réponse a été modifiée ailleurs pendant que vous écriviez : choisissez, sous la question.",
  refus: () => `Une réponse est trop longue pour être enregistrée : ${SUR_L_APPAREIL}. Raccourcissez-la.`,
  depose: ({ message }) =>
    `${message ?? "Ce dossier est déposé."} Ce que vous venez d’écrire n’est pas enregistré : copiez-le si vous voulez le garder.`,
  ferme: () =>
    "Vous ne pouvez plus écrire dans ce dossier. Ce que vous venez d’écrire n’est pas enregistré : copiez-le si vous voulez le garder.",
};
const GRAVES = new Set(["horsligne", "attendre", "panne", "session", "conflit", "refus", "depose", "ferme"]);

// A line that appears above the question being written does not push it out of sight, nor covers it. One that the page
// cuts by a pixel was in sight; a text taller than the window is left where one reads it.
function enVue(ligne, geste) {
  const ici = document.activeElement;
  const place = () => {
    const { top, bottom } = ici.getBoundingClientRect();
    const haut = Math.max(0, ligne.getBoundingClientRect().bottom);
    return {
      vu: bottom > haut && top < innerHeight,
      entier: top >= haut && bottom <= innerHeight,
      tient: bottom - top <= innerHeight - haut,
    };
  };
  const avant = place();
  geste();
  if (ici === document.body || !avant.vu || !avant.tient) return;
  requestAnimationFrame(() => place().entier || ici.scrollIntoView({ block: "nearest" }));
}

// What is added above a button must not move it between the press and the release: it would not be clicked.
let appuye = false;
function noterLeDoigt(evenement) {
  appuye = evenement.type === "pointerdown";
}
for (const nom of ["pointerdown", "pointerup", "pointercancel"]) addEventListener(nom, noterLeDoigt, { capture: true });

export const relache = () =>
  new Promise((suite) => {
    if (!appuye) return suite();
    for (const nom of ["pointerup", "pointercancel"]) addEventListener(nom, () => setTimeout(suite), { once: true });
    // Released out of the window.
    setTimeout(() => {
      appuye = false;
      suite();
    }, 3000);
  });

// What is wrong with the whole is told there, whole; of the cells, which have their own sentences, the first is.
function resumer(enBloc, enCases) {
  const entiers = enBloc.map(({ message }) => message);
  const cases = entiers.length ? [] : enCases.slice(0, 1).map(({ lieu, message }) => `${lieu} : ${message}`);
  const autres = enCases.length - cases.length;
  const s = autres > 1 ? "s" : "";
  return [...entiers, ...cases, ...(autres ? [`Et ${autres} autre${s} case${s} à corriger.`] : [])].join(" ");
}

function direCeQuiManque(ligne, manques) {
  ligne.dataset.manques = manques;
  const fort = document.createElement(manques ? "strong" : "a");
  fort.textContent = manques ? `${manques} point${manques > 1 ? "s" : ""}` : "relisez le dossier avant son dépôt";
  if (manques) {
    ligne.replaceChildren("Il reste ", fort, " à compléter ou à corriger avant de pouvoir déposer.");
  } else {
    fort.href = ligne.dataset.deposer;
    ligne.replaceChildren("Il ne manque plus rien : ", fort, ".");
  }
}

export class Etat {
  constructor(formulaire) {
    this.donnees = formulaire.dataset;
    this.ligne = document.getElementById("etat-de-la-saisie");
    this.annonce = document.getElementById("annonce-de-la-saisie");
    this.dit = "";
    this.fautes = new Map(); // name → { cibles, message }
    this.tues = new Map(); // name → tells what is not told yet of the row being typed
    formulaire.addEventListener("focusout", () => setTimeout(() => this.direLesTues()));
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
    if (genre === "attendre")
      addEventListener("online", () => this.ligne.toggleAttribute("hidden", this.ligne.dataset.genre === genre), {
        once: true,
      });
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
    enVue(this.ligne, () => {
      ligne.textContent = phrase;
    });
    if (grave) this.annonce.textContent = phrase;
  }

  // Stored, and wrong: said beside the question as an error; in a block or in the budget, in each cell, and what is under
  // the whole says where the first one is. Returns what is to be heard, nothing when it already was.
  direLesFautes(formulaire, nom, erreurs, heure) {
    this.tues.delete(nom);
    if (!erreurs?.length) return "";
    const avant = this.fautes.get(nom)?.message;
    const visees = erreurs.map(({ chemin, message }) => ({ ...viser(formulaire, nom, chemin), message }));
    const dites = visees.filter(({ ligne, cibles }) => !ligne || !enCoursDeSaisie(ligne, cibles[0]));
    if (dites.length < visees.length) this.tues.set(nom, () => this.direLesFautes(formulaire, nom, erreurs, heure));
    const enCases = dites.filter((visee) => visee.enCase);
    const enBloc = dites.filter((visee) => !visee.enCase);
    enVue(this.ligne, () => {
      effacerLaFaute(formulaire, nom, new Set(enCases.map(({ cibles }) => phraseDe(cibles[0]))));
      for (const { cibles, message } of enCases) direDansLaCase(cibles[0], message);
    });
    const constat = resumer(enBloc, enCases);
    const suite = constat && ` À corriger avant le dépôt : ${constat}`;
    this.direDuChamp(hoteDe(formulaire, nom), nom, `Enregistré à ${heure}.${suite}`);
    if (!constat) return "";
    const dessous = document.getElementById(`etat-de-${nom}`);
    dessous.className = "fr-message fr-message--error ami-saisie__champ";
    const fautifs = enBloc.flatMap((visee) => visee.cibles);
    marquer(fautifs, dessous.id);
    this.fautes.set(nom, { cibles: fautifs, message: constat });
    return constat === avant ? "" : `${libelleDe(formulaire, nom)} : ${constat}`;
  }

  // The row is left: what it lacks is told.
  async direLesTues() {
    await relache();
    const dites = [...this.tues.values()].map((dire) => dire()).filter(Boolean);
    if (dites.length) this.annonce.textContent = dites.join(" ");
  }

  garde(hote, nom, possible) {
    this.direDuChamp(hote, nom, possible ? "Gardé sur cet appareil, pas encore enregistré." : "Pas encore enregistré.");
  }

  compter({ manques, sections }) {
    const ligne = document.getElementById("ce-qui-manque");
    if (ligne && String(manques) !== ligne.dataset.manques) direCeQuiManque(ligne, manques);
    const reste = document.querySelector("[data-reste]");
    if (reste && String(sections[this.donnees.section]?.manques) !== reste.dataset.reste) reste.remove(); // no longer true
    for (const [code, { mots }] of Object.entries(sections)) {
      const etat = document.querySelector(`[data-etat-de="${code}"]`);
      if (etat && mots) etat.textContent = mots;
    }
  }
}
