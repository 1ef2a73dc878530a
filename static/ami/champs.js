// The questions of a section as a page holds them: one or several inputs, whose names start with that of the question.

const EXCLUS = new Set(["csrfmiddlewaretoken", "lues", "vues", "envoi"]);

export function champDe(cible) {
  if (!cible.name)
    return cible.closest?.("[data-bloc]")?.dataset.bloc ?? cible.closest?.("[data-budget]")?.dataset.budget ?? "";
  return EXCLUS.has(cible.name) || cible.type === "submit" ? "" : cible.name.split("-")[0];
}

const saisies = (formulaire, nom) =>
  [...formulaire.elements].filter((e) => e.type !== "submit" && (e.name === nom || e.name.startsWith(`${nom}-`)));

export const entreesDe = (formulaire, nom) =>
  [...new FormData(formulaire)].filter(([cle]) => cle === nom || cle.startsWith(`${nom}-`));

// Where what is said of a question goes: after its group, after its block.
export function hoteDe(formulaire, nom) {
  const bloc = formulaire.querySelector(`[data-bloc="${nom}"], [data-budget="${nom}"]`);
  if (bloc) return bloc;
  const [saisie] = saisies(formulaire, nom);
  const groupe = saisie?.closest("fieldset.fr-fieldset, .fr-input-group, .fr-select-group, .ami-case");
  return groupe ?? saisie ?? formulaire.lastElementChild;
}

// Puts entries back into inputs; says no when there are not the same inputs: rows are missing.
export function remplir(formulaire, nom, entrees) {
  const cibles = saisies(formulaire, nom);
  const noms = new Set(cibles.map((e) => e.name));
  if (!cibles.length || entrees.some(([cle]) => !noms.has(cle))) return false;
  if (formulaire.querySelector(`[data-bloc="${nom}"]`)) {
    const lignes = (liste) => liste.find(([cle]) => cle === `${nom}-lignes`)?.[1];
    if (lignes(entrees) !== lignes(entreesDe(formulaire, nom))) return false;
  }
  for (const cible of cibles) {
    const valeurs = entrees.filter(([cle]) => cle === cible.name).map(([, valeur]) => valeur);
    if (/^(radio|checkbox)$/u.test(cible.type)) cible.checked = valeurs.includes(cible.value);
    else cible.value = valeurs[0] ?? "";
  }
  return true;
}

// Others follow what is typed: counters of characters, questions that depend on this one, totals.
export function signaler(formulaire, nom) {
  for (const cible of saisies(formulaire, nom)) cible.dispatchEvent(new Event("input", { bubbles: true }));
  formulaire.dispatchEvent(new Event("change"));
}

export function memes(unes, autres) {
  const cle = (entrees) => JSON.stringify(entrees.map(([nom, valeur]) => [nom, valeur.replaceAll("\r\n", "\n")]));
  return cle(unes) === cle(autres);
}

// --- What is wrong ------------------------------------------------------------------------------------------
const GROUPES = "fieldset.fr-fieldset, .fr-input-group, .fr-select-group, .ami-case";
const EN_ERREUR = { "ami-case": "fr-checkbox-group--error" }; // others: their own name, then « --error »

function rougir(saisie, faux) {
  const groupe = saisie.matches("[data-bloc], [data-budget]") ? null : saisie.closest(GROUPES);
  const nom = ["fr-fieldset", "fr-input-group", "fr-select-group", "ami-case"].find((n) =>
    groupe?.classList.contains(n),
  );
  if (nom) groupe.classList.toggle(EN_ERREUR[nom] ?? `${nom}--error`, faux);
  saisie.closest("td")?.classList.toggle("ami-budget__faute", faux);
}

const decrits = (element) => (element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);

function decrire(element, ids) {
  if (ids.length) element.setAttribute("aria-describedby", ids.join(" "));
  else element.removeAttribute("aria-describedby");
}

// ARIA says of a group of radio buttons that it is wrong, not of one of them; of a block, only what describes it.
export function marquer(elements, id) {
  for (const element of elements) {
    decrire(element, [...decrits(element).filter((autre) => autre !== id), id]);
    if (element.matches("input, select, textarea, [role=radiogroup]")) element.setAttribute("aria-invalid", "true");
    rougir(element, true);
  }
}

export function demarquer(elements, id) {
  for (const element of elements) {
    decrire(
      element,
      decrits(element).filter((autre) => autre !== id),
    );
    element.removeAttribute("aria-invalid");
    rougir(element, false);
  }
}

// The id of what is said under an input: that of the server.
export const phraseDe = (cible) => `${cible.id}_error`;

// In a cell, as the server writes it: what moves, renames or removes rows moves, renames or removes it too.
export function direDansLaCase(cible, message) {
  let phrases = document.getElementById(phraseDe(cible));
  if (!phrases) {
    phrases = document.createElement("div");
    phrases.className = "fr-messages-group";
    phrases.id = phraseDe(cible);
    (cible.closest("td") ?? cible.closest(GROUPES) ?? cible.parentElement).append(phrases);
  }
  if (texteDe(phrases) !== lisser(message)) {
    const phrase = document.createElement("p");
    phrase.className = "fr-message fr-message--error";
    const erreur = document.createElement("span");
    erreur.className = "fr-sr-only";
    erreur.textContent = "Erreur\u00a0:";
    phrase.append(erreur, " ", message);
    phrases.replaceChildren(phrase);
  }
  marquer([cible], phrases.id);
}

// Nobody is told of what is still empty in a row being typed, unless it was told already.
export function enCoursDeSaisie(ligne, cible) {
  const vide = !remplie(cible.closest(".ami-ligne__case") ?? cible);
  return vide && ligne.contains(document.activeElement) && !document.getElementById(phraseDe(cible));
}

// What the server wrote when the page was read, beside the question and in its cells; what was written in its cells since.
export function effacerLaFaute(formulaire, nom, sauf = new Set()) {
  for (const faute of formulaire.querySelectorAll("[id$=_error]")) {
    const champ = faute.id.slice(0, -"_error".length);
    if (sauf.has(faute.id) || (champ !== `id_${nom}` && !champ.startsWith(`id_${nom}-`))) continue;
    demarquer(formulaire.querySelectorAll(`[aria-describedby~="${faute.id}"]`), faute.id);
    for (const boite of formulaire.querySelectorAll(`[aria-invalid][name="${champ.slice("id_".length)}"]`))
      boite.removeAttribute("aria-invalid");
    faute.remove();
  }
  hoteDe(formulaire, nom).classList.remove("ami-bloc--erreur");
}

// What was shown as wrong, and no longer is: beside the question, in the summary, in the title of the page.
export function blanchir(formulaire, nom) {
  effacerLaFaute(formulaire, nom);
  for (const resume of document.querySelectorAll("[data-resume-des-erreurs]")) {
    const lignes = [...resume.querySelectorAll("li")].filter((ligne) => {
      const id = ligne.querySelector("a[href^='#']")?.hash.slice(1) ?? "";
      return id === `id_${nom}` || id.startsWith(`id_${nom}-`) || document.getElementById(id)?.name === nom;
    });
    for (const ligne of lignes) ligne.remove();
    const reste = resume.querySelectorAll("li").length;
    if (lignes.length && reste)
      resume.querySelector("h2").textContent = `Il y a ${reste} erreur${reste > 1 ? "s" : ""}`;
    else if (lignes.length) resume.remove();
  }
  if (!document.querySelector("[data-resume-des-erreurs]"))
    document.title = document.title.replace(/^Erreur\s–\s/u, "");
}

// The inputs that an error is about, and where they are in a block or in the budget: « Membre 2, Numéro SIRET ».
export function viser(formulaire, nom, chemin) {
  const bloc = formulaire.querySelector(`[data-bloc="${nom}"], [data-budget="${nom}"]`);
  if (!bloc) {
    const cibles = saisies(formulaire, nom);
    const groupe = /^(radio|checkbox)$/u.test(cibles[0]?.type) && cibles[0].closest("fieldset.fr-fieldset");
    return { cibles: groupe ? [groupe] : cibles, lieu: "" };
  }
  const morceaux = chemin.split(".");
  const lignes = bloc.matches("[data-bloc]") ? [...bloc.querySelector("[data-lignes]").children].filter(remplie) : [];
  const ligne = lignes[morceaux[0]]; // the server does not count empty rows
  if (ligne) morceaux[0] = ligne.dataset.ligne;
  const cible = chemin && document.getElementById(`id_${nom}-${morceaux.join("-")}`);
  if (!cible) return { cibles: [bloc], lieu: "" };
  return {
    cibles: [cible],
    enCase: true,
    ligne,
    lieu: [ligne && texteDe(ligne.querySelector("legend")), ...nomsDe(cible)].filter(Boolean).join(", "),
  };
}

export const remplie = (ligne) =>
  [...ligne.querySelectorAll("input, select, textarea")].some((e) =>
    /^(radio|checkbox)$/u.test(e.type) ? e.checked : e.value.trim(),
  );

const lisser = (texte) => texte.replace(/\s+/gu, " ").trim();

function texteDe(element) {
  const copie = element?.cloneNode(true);
  for (const ajout of copie?.querySelectorAll(".ami-facultatif, .fr-hint-text, .fr-sr-only") ?? []) ajout.remove();
  return lisser(copie?.textContent ?? "");
}

// An input of the budget is named by the heads of its line and of its column.
const nomsDe = (cible) =>
  cible.hasAttribute("aria-labelledby")
    ? cible
        .getAttribute("aria-labelledby")
        .split(" ")
        .map((id) => texteDe(document.getElementById(id)))
    : [texteDe(cible.labels?.[0])];

export function libelleDe(formulaire, nom) {
  const titre = document.getElementById(`id_${nom}_titre`) ?? document.getElementById(`id_${nom}_legende`);
  return texteDe(titre ?? saisies(formulaire, nom)[0]?.labels?.[0]);
}
