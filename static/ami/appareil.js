// What is typed and not yet stored by the server stays on this device, for its account alone.
// One key a page: account, dossier, section, name of the page. Loaded on every page, to forget in time.

const PREFIXE = "ami:saisie:";
const SOUMISE = "ami:soumise";
const PEREMPTION = 7 * 24 * 3600 * 1000;

function lire(cle) {
  try {
    const copie = JSON.parse(localStorage.getItem(cle));
    return copie && typeof copie.champs === "object" && copie.champs ? copie : null;
  } catch {
    return null;
  }
}

function cles(debut) {
  try {
    return Object.keys(localStorage).filter((cle) => cle.startsWith(PREFIXE + debut));
  } catch {
    return []; // storage forbidden
  }
}

function oublier(liste) {
  for (const cle of liste) localStorage.removeItem(cle);
}

// A page holds a lock on its name as long as it lives: what a dead page left can be taken up, and no other. One that
// is being left takes a moment to die.
const AGONIE = 1000;

function tenir(cle) {
  return new Promise((resoudre) => {
    if (!navigator.locks) return resoudre(true);
    navigator.locks
      .request(cle, { signal: AbortSignal.timeout(AGONIE) }, () => {
        resoudre(true);
        return new Promise(() => {
          // Never: the lock lasts as long as the page.
        });
      })
      .catch(() => resoudre(false));
  });
}

const nomAuHasard = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => (n % 36).toString(36)).join("");

export class Copie {
  constructor({ compte, dossier, section }) {
    this.portee = `${compte}:${dossier}:${section}:`;
    this.page = nomAuHasard();
    this.possible = true;
    this.anciennes = [];
  }

  get cle() {
    return PREFIXE + this.portee + this.page;
  }

  // What the dead pages of this section left, the latest last; this page takes the name of the latest, since the
  // server may have stored its last words without being able to say so.
  async reprendre() {
    const laissees = await Promise.all(
      cles(this.portee)
        .filter((cle) => cle !== this.cle)
        .map(async (cle) => ({ cle, ...lire(cle), libre: await tenir(cle) })),
    );
    const copies = laissees.filter((copie) => copie.libre && copie.champs).sort((a, b) => a.le - b.le);
    this.anciennes = [this.cle, ...copies.map((copie) => copie.cle)];
    if (copies.length) this.page = copies.at(-1).cle.split(":").at(-1);
    else tenir(this.cle);
    this.anciennes = this.anciennes.filter((cle) => cle !== this.cle);
    return Object.assign({}, ...copies.map((copie) => copie.champs));
  }

  // Answers that cannot be put back now: the next page offers them again.
  mettreDeCote(champs) {
    if (Object.keys(champs).length) {
      localStorage.setItem(PREFIXE + this.portee + nomAuHasard(), JSON.stringify({ le: Date.now(), champs }));
    }
  }

  // `champs`: { name: { entrees: [[name, value]…], lue } }. Says whether the device keeps them.
  garder(champs) {
    try {
      if (Object.keys(champs).length) {
        localStorage.setItem(this.cle, JSON.stringify({ le: Date.now(), champs }));
      } else {
        localStorage.removeItem(this.cle);
      }
      oublier(this.anciennes.splice(0)); // what they held is in this one now
      this.possible = true;
    } catch {
      this.possible = false;
    }
    return this.possible;
  }

  // The page is being sent the ordinary way: the next one tells whether it was stored.
  soumettre() {
    try {
      sessionStorage.setItem(SOUMISE, this.cle);
    } catch {
      // then the copy is compared with what is stored the next time this section is read
    }
  }
}

function purger() {
  try {
    for (const cle of cles("")) if (!(Date.now() - (lire(cle)?.le ?? 0) < PEREMPTION)) localStorage.removeItem(cle);
    const soumise = sessionStorage.getItem(SOUMISE);
    if (soumise && document.querySelector("[data-saisie-enregistree]")) localStorage.removeItem(soumise);
    sessionStorage.removeItem(SOUMISE);
    for (const { dataset } of document.querySelectorAll("[data-dossier-depose]")) {
      const saisie = (cle) => cle.split(":")[3] === dataset.dossierDepose && cle.split(":")[4] !== "echanges";
      oublier(cles("").filter(saisie)); // a message being written is none of what was filed
    }
  } catch {
    // storage forbidden: nothing was kept
  }
}

const QUESTION =
  "Des textes que vous avez écrits ne sont pas encore enregistrés : ils ne sont que sur cet appareil. " +
  "La déconnexion les effacera. Vous déconnecter quand même ?";

for (const formulaire of document.querySelectorAll("form[data-deconnexion]")) {
  formulaire.addEventListener("submit", (evenement) => {
    const gardees = cles(`${formulaire.dataset.deconnexion}:`);
    // biome-ignore lint/suspicious/noAlert: leaving waits for the answer, and nothing else makes it wait
    if (gardees.length && !confirm(QUESTION)) return evenement.preventDefault();
    document.dispatchEvent(new Event("ami:deconnexion"));
    oublier(gardees);
  });
}

purger();
