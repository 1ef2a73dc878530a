// Sending documents works without this file: choose, then « Envoyer ». With it, files leave as soon as they are
// chosen, one after the other, each with its progress; the card is then replaced by the one the server wrote.

import { tropLourd } from "./tailles.js";

const CADENCE = 5000; // milliseconds between two readings of the state of the antivirus
const ESSAIS = 60;

function envoyer(formulaire, fichier, legende, progresser) {
  return new Promise((fini, echec) => {
    const donnees = new FormData(formulaire);
    donnees.delete("fichiers");
    donnees.append("fichiers", fichier);
    donnees.set("legende", legende);
    const requete = new XMLHttpRequest();
    requete.open("POST", formulaire.action);
    requete.responseType = "document";
    requete.upload.addEventListener("progress", (e) => e.lengthComputable && progresser(e.loaded / e.total));
    requete.addEventListener("load", () => fini(requete));
    requete.addEventListener("error", () => echec(new Error("reseau")));
    requete.addEventListener("timeout", () => echec(new Error("reseau")));
    requete.send(donnees);
  });
}

async function envoyerMemeReconnecte(...envoi) {
  const requete = await envoyer(...envoi);
  return requete.status === 403 && (await reprendreLeJeton()) ? envoyer(...envoi) : requete;
}

function barre(nom) {
  const ligne = document.createElement("p");
  const texte = document.createElement("span");
  const progres = document.createElement("progress");
  progres.max = 1;
  progres.value = 0;
  progres.setAttribute("aria-label", `Envoi de ${nom}`);
  texte.textContent = `${nom} : envoi… `;
  ligne.append(texte, progres);
  const progresser = (part) => {
    progres.value = part;
    if (part === 1) texte.textContent = `${nom} : reçu, vérification du format… `;
  };
  return { ligne, progresser };
}

const carteDe = (page, id) => page?.getElementById(id);
const precision = (carte) => carte.querySelector("[name=legende]");

// What was typed since the file left is for the next one.
function remplacer(carte, nouvelle, legende) {
  const tapee = precision(carte).value;
  if (tapee !== legende) precision(nouvelle).value = tapee;
  carte.replaceWith(nouvelle);
  nouvelle.querySelectorAll("[data-televersement]").forEach(brancher);
  return nouvelle;
}

// The rest of the page says what is missing: it is kept true too.
function rafraichir(page) {
  for (const id of ["sommaire", "etat-du-dossier"]) {
    const [ancien, nouveau] = [document.getElementById(id), page.getElementById(id)];
    const cible = id === "sommaire" ? ancien : ancien?.closest("section");
    const source = id === "sommaire" ? nouveau : nouveau?.closest("section");
    if (cible && source) cible.innerHTML = source.innerHTML;
  }
}

// Signed in again in another tab: the forms of this page take the token of the new session.
async function reprendreLeJeton() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const nouveau = page.querySelector("[data-televersement] [name=csrfmiddlewaretoken]");
    for (const jeton of document.querySelectorAll("[name=csrfmiddlewaretoken]"))
      if (nouveau) jeton.value = nouveau.value;
    return Boolean(nouveau);
  } catch {
    return false;
  }
}

// What the server would refuse anyway is not sent; empty when it may leave.
function refusDAvance(fichier, { tailleMax }) {
  if (!fichier.size)
    return `« ${fichier.name} » est vide (0 octet). Vérifiez que vous pouvez l’ouvrir, puis choisissez-le de nouveau.`;
  if (fichier.size <= Number(tailleMax)) return "";
  return `« ${fichier.name} » ${tropLourd(fichier.size, Number(tailleMax))}. Réduisez ses images, ou joignez-le en plusieurs fichiers.`;
}

async function envoyerTous(formulaire, fichiers, legende = precision(formulaire).value) {
  let carte = formulaire.closest("[data-piece]");
  const { id } = carte;
  const refus = []; // said by the server, or in its words
  const erreurs = [];
  const aReprendre = [];
  for (const fichier of fichiers) {
    const courant = carte.querySelector("[data-televersement]");
    const refuse = refusDAvance(fichier, courant.dataset);
    if (refuse) {
      refus.push(refuse);
      continue;
    }
    const etat = courant.querySelector("[data-etat]");
    const { ligne, progresser } = barre(fichier.name);
    courant.querySelector("[type=submit]").disabled = true;
    etat.replaceChildren(ligne);
    try {
      // biome-ignore lint/performance/noAwaitInLoops: one after the other, each into the card that the last one left
      const requete = await envoyerMemeReconnecte(courant, fichier, legende, progresser);
      const nouvelle = carteDe(requete.response, id);
      if (!nouvelle) throw new Error(String(requete.status));
      refus.push(...[...nouvelle.querySelectorAll(".fr-message--error")].map((e) => e.textContent));
      carte = remplacer(carte, nouvelle, legende);
      rafraichir(requete.response);
    } catch (cause) {
      aReprendre.push(fichier);
      erreurs.push(phrase(fichier.name, cause.message, formulaire.dataset.connexion));
      courant.querySelector("[type=submit]").disabled = false;
    }
  }
  montrerLesRefus(carte, refus);
  conclure(carte, fichiers.length - refus.length - erreurs.length, { erreurs, aReprendre, legende });
}

// Beside the input, and nowhere else: it takes the focus, and says them.
function montrerLesRefus(carte, refus) {
  const groupe = carte.querySelector(".fr-messages-group") ?? (refus.length ? placeDesRefus(carte) : null);
  groupe?.replaceChildren(...refus.map((texte) => paragraphe("fr-message fr-message--error", texte)));
}

// As the server writes it in a card that has errors.
function placeDesRefus(carte) {
  const champ = carte.querySelector("input[type=file]");
  const groupe = document.createElement("div");
  groupe.id = `${champ.id}-erreurs`;
  groupe.className = "fr-messages-group";
  champ.setAttribute("aria-invalid", "true");
  champ.setAttribute("aria-describedby", groupe.id);
  champ.closest(".fr-upload-group").classList.add("fr-upload-group--error");
  champ.after(groupe);
  return groupe;
}

function paragraphe(classe, ...contenu) {
  const ligne = document.createElement("p");
  ligne.className = classe;
  ligne.append(...contenu);
  return ligne;
}

// What to show: a text, or a text and a link.
function phrase(nom, cause, connexion) {
  if (cause === "413")
    return `« ${nom} » est trop lourd pour être envoyé. Réduisez ses images, ou joignez-le en plusieurs fichiers.`;
  if (cause === "401" || cause === "200")
    return [
      `« ${nom} » n’est pas joint : votre session a expiré. Reconnectez-vous, puis revenez ici et choisissez « Envoyer ». `,
      lienDeConnexion(connexion),
    ];
  if (cause === "reseau") return `« ${nom} » n’est pas joint : la connexion est coupée. Il sera renvoyé à son retour.`;
  return `« ${nom} » n’est pas joint : réessayez dans un instant.`;
}

function lienDeConnexion(adresse) {
  const lien = document.createElement("a");
  lien.textContent = "Se reconnecter – nouvelle fenêtre";
  lien.href = `${adresse}?next=${encodeURIComponent(location.pathname)}`;
  lien.target = "_blank";
  lien.rel = "noopener";
  return lien;
}

function conclure(carte, reussis, { erreurs, aReprendre, legende }) {
  const etat = carte.querySelector("[data-etat]");
  const dit = [];
  if (reussis === 1) dit.push("1 fichier est joint.");
  if (reussis > 1) dit.push(`${reussis} fichiers sont joints.`);
  etat.replaceChildren(
    ...dit.map((texte) => paragraphe("", texte)),
    ...erreurs.map((contenu) => paragraphe("fr-message fr-message--error", ...[contenu].flat())),
  );
  carte.querySelector("input[type=file]").focus();
  // What has not left is still chosen: « Envoyer » sends it, and nothing twice.
  const reste = new DataTransfer();
  for (const fichier of aReprendre) reste.items.add(fichier);
  carte.querySelector("input[type=file]").files = reste.files;
  if (aReprendre.length) reprendre(carte.id, aReprendre, legende);
  else surveiller();
}

function reprendre(id, fichiers, legende) {
  const repartir = () =>
    envoyerTous(document.getElementById(id).querySelector("[data-televersement]"), fichiers, legende);
  if (!navigator.onLine) addEventListener("online", repartir, { once: true });
}

function brancher(formulaire) {
  const champ = formulaire.querySelector("input[type=file]");
  const bouton = formulaire.querySelector("[type=submit]");
  const partir = () => champ.files.length && envoyerTous(formulaire, [...champ.files]);
  champ.addEventListener("change", () => {
    bouton.hidden = false; // to try again, should this sending fail
    partir();
  });
  formulaire.addEventListener("submit", (evenement) => {
    if (!champ.files.length) return; // the server says what to do
    evenement.preventDefault();
    partir();
  });
  bouton.disabled = false;
  bouton.hidden = !champ.files.length;
}

// While a file is being checked, the page asks now and then, and stops by itself.
let minuterie;
function surveiller(essais = ESSAIS) {
  clearTimeout(minuterie);
  if (!essais || !document.querySelector("[data-en-analyse]")) return;
  minuterie = setTimeout(async () => {
    try {
      const reponse = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      for (const carte of document.querySelectorAll("[data-piece]")) {
        const nouvelle = carteDe(page, carte.id);
        const [avant, apres] = [carte, nouvelle].map((c) => c?.querySelector(".ami-pieces"));
        if (avant && apres && avant.textContent !== apres.textContent && !avant.contains(document.activeElement))
          avant.replaceWith(apres);
      }
      rafraichir(page);
    } catch {
      // The network is down: the next turn will tell.
    }
    surveiller(essais - 1);
  }, CADENCE);
}

document.querySelectorAll("[data-televersement]").forEach(brancher);
surveiller();
