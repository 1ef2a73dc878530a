// Forms work without this file. It brings the reader to the errors, counts characters as they are typed, and hides
// the questions that do not apply.

const parId = (id) => (id ? document.getElementById(id) : null);

const nombre = new Intl.NumberFormat("fr-FR");
const caracteres = (compte) => `${nombre.format(compte)} caractère${compte > 1 ? "s" : ""}`;
// Seen after « 3 000 caractères au maximum. »; heard on its own.
const phrases = (reste) =>
  reste >= 0
    ? { vue: `Il en reste ${nombre.format(reste)}.`, dite: `Il reste ${caracteres(reste)}.` }
    : { vue: `${caracteres(-reste)} de trop.`, dite: `${caracteres(-reste)} de trop.` };

function compter(consigne) {
  const champ = parId(consigne.dataset.compteurDe);
  if (!champ) return;
  const maximum = Number(consigne.dataset.maximum);
  // A limit held by the browser cuts a pasted text without a word: we say how much is too much instead.
  champ.removeAttribute("maxlength");
  const visible = document.createElement("span");
  visible.setAttribute("aria-hidden", "true");
  const annonce = document.createElement("span");
  annonce.className = "fr-sr-only";
  annonce.setAttribute("role", "status");
  consigne.append(" ", visible);
  champ.after(annonce);
  let attente;
  const compte = (annoncer) => {
    // The server counts code points of the normalised text.
    const reste = maximum - [...champ.value.normalize("NFC").trim()].length;
    const { vue, dite } = phrases(reste);
    visible.textContent = vue;
    visible.classList.toggle("ami-compteur--depasse", reste < 0);
    clearTimeout(attente);
    const dire = () => {
      annonce.textContent = dite;
    };
    if (annoncer && reste < maximum / 10) attente = setTimeout(dire, 1000);
  };
  champ.addEventListener("input", () => compte(true));
  compte(false);
}

// --- Questions that apply in one case ---------------------------------------------------------------------------
// Hidden, they keep what was typed, and are sent: nothing is lost by choosing another answer.
function donnees(formulaire, nom) {
  return [...formulaire.elements]
    .filter((e) => e.name === nom && (!/^(radio|checkbox)$/u.test(e.type) || e.checked))
    .map((e) => e.value);
}

function appliquerLesConditions(formulaire) {
  for (const bloc of formulaire.querySelectorAll("[data-si]")) {
    const attendues = bloc.dataset.siValeurs.split(" ");
    bloc.hidden = !donnees(formulaire, bloc.dataset.si).some((valeur) => attendues.includes(valeur));
  }
}

function suivreLesConditions(formulaire) {
  if (!formulaire.querySelector("[data-si], [data-si-ailleurs]")) return;
  for (const bloc of formulaire.querySelectorAll("[data-si-ailleurs=non]")) bloc.hidden = true;
  formulaire.addEventListener("change", () => appliquerLesConditions(formulaire));
  formulaire.addEventListener("ami:lignes", () => appliquerLesConditions(formulaire));
  appliquerLesConditions(formulaire);
}

// --- Cells of a spreadsheet -------------------------------------------------------------------------------------
// Browsers paste « 120⏎500 » as « 120 500 »: two numbers stay apart, and the server says that they are not one.
function separerLesCellules(evenement) {
  const cible = evenement.target.closest?.("input[inputmode=decimal], input[inputmode=numeric]");
  const cellules = (evenement.clipboardData?.getData("text") ?? "").split(/[\t\n\r]+/u).filter((texte) => texte.trim());
  if (!cible || cellules.length < 2) return;
  evenement.preventDefault();
  cible.setRangeText(
    cellules.map((texte) => texte.trim()).join(" | "),
    cible.selectionStart,
    cible.selectionEnd,
    "end",
  );
  cible.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- Start --------------------------------------------------------------------------------------------------------
document.querySelectorAll("[data-compteur-de]").forEach(compter);
document.addEventListener("ami:ajout", (evenement) =>
  evenement.target.querySelectorAll("[data-compteur-de]").forEach(compter),
);
document.querySelectorAll("form").forEach(suivreLesConditions);
document.addEventListener("paste", separerLesCellules);

// The page itself leads to the field that its address names.
const resume = document.querySelector("[data-resume-des-erreurs]");
if (resume && !parId(decodeURIComponent(location.hash.slice(1)))?.closest("form")) resume.focus();
resume?.addEventListener("click", (evenement) => {
  const lien = evenement.target.closest("a[href^='#']");
  const champ = lien && parId(lien.hash.slice(1));
  if (!champ) return;
  evenement.preventDefault();
  champ.focus({ preventScroll: true });
  (champ.closest("fieldset[role], .fr-input-group, .fr-select-group") ?? champ).scrollIntoView({ block: "start" });
});
