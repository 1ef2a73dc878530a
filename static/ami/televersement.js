// Sending documents works without this file: choose, then « Envoyer ». With it, files leave as soon as they are
// chosen, one after the other, each with its progress; the card is then replaced by the one the server wrote.

const CADENCE = 5000; // milliseconds between two readings of the state of the antivirus
const ESSAIS = 60;

function envoyer(formulaire, fichier, progresser) {
  return new Promise((fini, echec) => {
    const donnees = new FormData(formulaire);
    donnees.delete("fichiers");
    donnees.append("fichiers", fichier);
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

function barre(nom) {
  const ligne = document.createElement("p");
  const texte = document.createElement("span");
  const progres = document.createElement("progress");
  progres.max = 1;
  progres.value = 0;
  progres.setAttribute("aria-label", `Envoi de ${nom}`);
  texte.textContent = `${nom} : envoi… `;
  ligne.append(texte, progres);
  return { ligne, texte, progres };
}

const carteDe = (page, id) => page?.getElementById(id);

function remplacer(carte, nouvelle) {
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

async function envoyerTous(formulaire, fichiers) {
  let carte = formulaire.closest("[data-piece]");
  const { id } = carte;
  const erreurs = [];
  const aReprendre = [];
  for (const fichier of fichiers) {
    const courant = carte.querySelector("[data-televersement]");
    const etat = courant.querySelector("[data-etat]");
    const { ligne, texte, progres } = barre(fichier.name);
    courant.querySelector("[type=submit]").disabled = true;
    etat.replaceChildren(ligne);
    try {
      const requete = await envoyer(courant, fichier, (part) => {
        progres.value = part;
        if (part === 1) texte.textContent = `${fichier.name} : reçu, vérification du format… `;
      });
      const nouvelle = carteDe(requete.response, id);
      if (!nouvelle) throw new Error(String(requete.status));
      erreurs.push(...[...nouvelle.querySelectorAll(".fr-message--error")].map((e) => e.textContent));
      carte = remplacer(carte, nouvelle);
      rafraichir(requete.response);
    } catch (cause) {
      aReprendre.push(fichier);
      erreurs.push(phrase(fichier.name, cause.message));
      courant.querySelector("[type=submit]").disabled = false;
    }
  }
  conclure(carte, fichiers.length, erreurs, aReprendre);
}

function phrase(nom, cause) {
  if (cause === "413") return `« ${nom} » est trop lourd pour être envoyé.`;
  if (cause === "401" || cause === "200") return `« ${nom} » n’est pas joint : votre session a expiré. Connectez-vous dans un autre onglet, puis réessayez ici.`;
  if (cause === "reseau") return `« ${nom} » n’est pas joint : la connexion est coupée. Il sera renvoyé à son retour.`;
  return `« ${nom} » n’est pas joint : réessayez dans un instant.`;
}

function conclure(carte, nombre, erreurs, aReprendre) {
  const etat = carte.querySelector("[data-etat]");
  const reussis = nombre - erreurs.length;
  const dit = [];
  if (reussis === 1) dit.push("1 fichier est joint au brouillon.");
  if (reussis > 1) dit.push(`${reussis} fichiers sont joints au brouillon.`);
  etat.replaceChildren(
    ...[...dit, ...erreurs].map((texte) => {
      const ligne = document.createElement("p");
      ligne.textContent = texte;
      return ligne;
    }),
  );
  carte.querySelector("input[type=file]").focus();
  if (aReprendre.length) reprendre(carte.id, aReprendre);
  else surveiller();
}

function reprendre(id, fichiers) {
  const repartir = () => envoyerTous(document.getElementById(id).querySelector("[data-televersement]"), fichiers);
  if (!navigator.onLine) window.addEventListener("online", repartir, { once: true });
}

function brancher(formulaire) {
  const champ = formulaire.querySelector("input[type=file]");
  const bouton = formulaire.querySelector("[type=submit]");
  const partir = () => champ.files.length && envoyerTous(formulaire, [...champ.files]);
  champ.addEventListener("change", partir);
  formulaire.addEventListener("submit", (evenement) => {
    if (!champ.files.length) return; // the server says what to do
    evenement.preventDefault();
    partir();
  });
  bouton.disabled = false;
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
      document.querySelectorAll("[data-piece]").forEach((carte) => {
        const nouvelle = carteDe(page, carte.id);
        const [avant, apres] = [carte, nouvelle].map((c) => c?.querySelector(".ami-pieces"));
        if (avant && apres && avant.textContent !== apres.textContent && !avant.contains(document.activeElement))
          avant.replaceWith(apres);
      });
      rafraichir(page);
    } catch {
      // The network is down: the next turn will tell.
    }
    surveiller(essais - 1);
  }, CADENCE);
}

document.querySelectorAll("[data-televersement]").forEach(brancher);
surveiller();
