// Time left before an instant, each second, by the clock of the server. Never announced: it would not stop.

const UNITES = [
  ["jour", 86_400],
  ["heure", 3600],
  ["minute", 60],
  ["seconde", 1],
];
const INSECABLE = "\u00a0";

function duree(secondes) {
  const parts = [];
  let reste = secondes;
  for (const [nom, taille] of UNITES) {
    const n = Math.floor(reste / taille);
    reste %= taille;
    parts.push([n, nom]);
  }
  while (parts.length > 1 && parts[0][0] === 0) parts.shift();
  return parts
    .slice(0, 2)
    .filter(([n]) => n > 0)
    .map(([n, nom]) => `${n}${INSECABLE}${nom}${n > 1 ? "s" : ""}`)
    .join(" et ");
}

for (const rebours of document.querySelectorAll("[data-instant]")) {
  const fin = Date.parse(rebours.dataset.instant);
  const decalage = Date.parse(rebours.dataset.maintenant) - Date.now();
  const minuterie = setInterval(battre, 1000);
  function battre() {
    const secondes = Math.floor((fin - Date.now() - decalage) / 1000);
    if (secondes > 0) {
      rebours.textContent = `Il reste ${duree(secondes)}`;
    } else {
      rebours.textContent = "L’heure de clôture est passée";
      clearInterval(minuterie);
    }
  }
}
