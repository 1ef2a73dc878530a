// The questions of a section as a page holds them: one or several inputs, whose names start with that of the question.

const EXCLUS = new Set(["csrfmiddlewaretoken", "lues", "vues", "envoi"]);

export const champDe = (cible) =>
  cible.name
    ? EXCLUS.has(cible.name) || cible.type === "submit" ? "" : cible.name.split("-")[0]
    : cible.closest?.("[data-bloc]")?.dataset.bloc ?? cible.closest?.("[data-budget]")?.dataset.budget ?? "";

const saisies = (formulaire, nom) =>
  [...formulaire.elements].filter((e) => e.type !== "submit" && (e.name === nom || e.name.startsWith(`${nom}-`)));

export const entreesDe = (formulaire, nom) =>
  [...new FormData(formulaire)].filter(([cle]) => cle === nom || cle.startsWith(`${nom}-`));

// Where what is said of a question goes: after its group, after its block.
export function hoteDe(formulaire, nom) {
  const bloc = formulaire.querySelector(`[data-bloc="${nom}"], [data-budget="${nom}"]`);
  if (bloc) return bloc;
  const saisie = saisies(formulaire, nom)[0];
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
    if (/^(radio|checkbox)$/.test(cible.type)) cible.checked = valeurs.includes(cible.value);
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

// What the field showed as wrong, and no longer is.
export function blanchir(formulaire, nom) {
  const erreur = document.getElementById(`id_${nom}_error`);
  if (!erreur) return;
  erreur.remove();
  for (const decrit of formulaire.querySelectorAll(`[aria-describedby~="id_${nom}_error"]`)) {
    const restes = decrit.getAttribute("aria-describedby").split(" ").filter((id) => id !== `id_${nom}_error`);
    if (restes.length) decrit.setAttribute("aria-describedby", restes.join(" "));
    else decrit.removeAttribute("aria-describedby");
  }
  for (const cible of saisies(formulaire, nom)) cible.removeAttribute("aria-invalid");
  const groupe = hoteDe(formulaire, nom);
  groupe.removeAttribute("aria-invalid");
  groupe.classList.remove("fr-input-group--error", "fr-select-group--error", "fr-fieldset--error", "fr-checkbox-group--error");
}
