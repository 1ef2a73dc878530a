// Two texts for one question: somebody else wrote meanwhile. Shown under the question, where one is typing.

const element = (nom, texte, classe = "") => {
  const noeud = document.createElement(nom);
  noeud.textContent = texte;
  noeud.className = classe;
  return noeud;
};

// The other answer, as entries of the form.
export function entreesDeLAutre(nom, { valeur, saisie }) {
  const seule = valeur === true ? "on" : saisie;
  return (Array.isArray(valeur) ? valeur : [seule].filter(Boolean)).map((texte) => [nom, texte]);
}

const id = (nom) => `conflit-de-${nom}`;

export function retirerLeConflit(nom) {
  document.getElementById(id(nom))?.remove();
}

function lesDeuxTextes(conflit) {
  const textes = element("dl", "", "ami-conflit__textes");
  for (const [dequi, texte] of [
    ["La vôtre, non enregistrée", conflit.mienne],
    ["L’autre, enregistrée", conflit.texte],
  ]) {
    const groupe = document.createElement("div");
    const valeur = element("dd", texte);
    valeur.tabIndex = 0; // a long text scrolls
    groupe.append(element("dt", dequi), valeur);
    textes.append(groupe);
  }
  return textes;
}

function lesChoix(conflit, choisir) {
  const boutons = element("div", "", "fr-btns-group fr-btns-group--inline-md fr-btns-group--sm");
  for (const [choix, texte] of [
    ["garder", "Garder la mienne"],
    ["prendre", "Prendre l’autre"],
    ...(conflit.reunir ? [["reunir", "Garder les deux"]] : []),
  ]) {
    const bouton = element("button", texte, "fr-btn fr-btn--secondary");
    bouton.type = "button";
    bouton.append(element("span", ` : ${conflit.libelle}`, "fr-sr-only"));
    bouton.addEventListener("click", () => choisir(choix));
    boutons.append(bouton);
  }
  return boutons;
}

// `choisir` is called with « garder », « prendre » or « reunir ».
export function montrerLeConflit(nom, conflit, hote, choisir) {
  retirerLeConflit(nom);
  const moment = conflit.le ? `, ${conflit.le}` : "";
  const phrase = `Modifié par ${conflit.par}${moment}, pendant que vous écriviez : « ${conflit.libelle} ».`;
  const titre = element("p", phrase, "fr-text--bold fr-mb-1w");
  titre.id = `${id(nom)}-titre`;
  const cadre = element("div", "", "ami-conflit ami-conflit--en-place");
  cadre.id = id(nom);
  cadre.tabIndex = -1;
  cadre.setAttribute("role", "group");
  cadre.setAttribute("aria-labelledby", titre.id);
  cadre.append(titre, lesDeuxTextes(conflit), lesChoix(conflit, choisir));
  hote.after(cadre);
}
