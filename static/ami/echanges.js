// The thread works without this file. What has been on screen for two seconds is marked as read without leaving the page;
// what is written and not sent stays on this device.

import { Copie } from "./appareil.js";

async function marquer(formulaire) {
  // A redirect is the answer of a success: there is no need to fetch the page again.
  const reponse = await fetch(formulaire.action, {
    method: "POST",
    body: new FormData(formulaire),
    redirect: "manual",
    credentials: "same-origin",
  });
  if (reponse.type !== "opaqueredirect") return;
  formulaire.querySelector("button").remove();
  formulaire.querySelector("[data-etat]").textContent = "Ces messages sont marqués comme lus.";
}

function marquerApresUnTemps(formulaire) {
  let attente;
  const finir = () => document.removeEventListener("visibilitychange", attendre);
  const laisser = () => undefined; // without network nothing happens: the button is still there
  const attendre = () => {
    clearTimeout(attente);
    if (document.visibilityState !== "visible") return;
    attente = setTimeout(() => marquer(formulaire).then(finir, laisser), 2000);
  };
  document.addEventListener("visibilitychange", attendre);
  attendre();
}

// --- The message being written -----------------------------------------------------------------------------------
class Ecriture {
  constructor(formulaire) {
    this.formulaire = formulaire;
    this.texte = formulaire.elements.texte;
    this.etat = formulaire.querySelector("[data-etat]");
    this.copie = new Copie(formulaire.dataset);
    this.initial = this.texte.value;
    // A copy belongs to the thread and to the draft as they were when it was typed.
    this.lue = `${formulaire.elements.lu.value}:${formulaire.elements.apres.value}`;
  }

  async demarrer() {
    this.texte.addEventListener("input", () => {
      clearTimeout(this.minuterie);
      this.minuterie = setTimeout(() => this.garder(), 300);
    });
    addEventListener("pagehide", () => this.garder());
    document.addEventListener("ami:deconnexion", () => {
      this.finie = true;
    });
    this.formulaire.addEventListener("submit", (evenement) => this.soumettre(evenement));
    const { texte } = await this.copie.reprendre();
    if (texte) this.retablir(texte.entrees[0][1], texte.lue);
  }

  garder() {
    clearTimeout(this.minuterie);
    if (this.finie) return false;
    const { value } = this.texte;
    const champs = value === this.initial ? {} : { texte: { entrees: [["texte", value]], lue: this.lue } };
    return this.copie.garder(this.laissee ? { ...champs, texte: champs.texte ?? this.laissee } : champs);
  }

  soumettre(evenement) {
    const gardee = this.garder();
    if (navigator.onLine !== false) return this.copie.soumettre();
    evenement.preventDefault(); // the page of the browser would take the place of this one
    this.dire(
      gardee
        ? "Hors ligne : votre message est gardé sur cet appareil, il n’est pas envoyé. Envoyez-le au retour du réseau."
        : "Hors ligne : votre message n’est pas envoyé et cet appareil ne peut pas le garder. Ne fermez pas cette page.",
    );
  }

  retablir(valeur, lue) {
    const refusee = document.querySelector("[data-resume-des-erreurs]");
    if (valeur.replaceAll("\r\n", "\n") === this.texte.value) {
      if (refusee) this.initial = ""; // shown again, and perhaps stored nowhere else
      return this.garder();
    }
    if (lue === this.lue && this.texte.value === this.initial) return this.reprendre(valeur);
    // The draft has changed, or a message has left: this text is offered, and takes no place by itself.
    this.laissee = { entrees: [["texte", valeur]], lue };
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "fr-btn fr-btn--tertiary fr-btn--sm";
    bouton.textContent = "Reprendre ce texte";
    bouton.addEventListener("click", () => this.reprendre(valeur));
    this.dire(`Un autre texte est gardé sur cet appareil : « ${valeur} ».`, bouton);
  }

  reprendre(valeur) {
    this.laissee = undefined;
    this.texte.value = valeur;
    this.texte.dispatchEvent(new Event("input", { bubbles: true }));
    this.garder();
    this.dire("Votre message, gardé sur cet appareil, a été rétabli. Il n’est pas envoyé.");
  }

  dire(phrase, ...suite) {
    const ligne = document.createElement("p");
    ligne.className = "ami-saisie__etat";
    ligne.append(phrase, " ", ...suite);
    this.etat.replaceChildren(ligne);
  }
}

const alire = document.querySelector("[data-marquer-lus]");
if (alire) marquerApresUnTemps(alire);
const message = document.querySelector("form[data-message]");
if (message) new Ecriture(message).demarrer();
