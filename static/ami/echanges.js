// The thread works without this file. What has been on screen for two seconds is marked as read without leaving the page.

const formulaire = document.querySelector("[data-marquer-lus]");

async function marquer() {
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

if (formulaire) {
  let attente;
  const attendre = () => {
    clearTimeout(attente);
    if (document.visibilityState !== "visible") return;
    // Without network nothing happens: the button is still there.
    attente = setTimeout(() => marquer().then(() => document.removeEventListener("visibilitychange", attendre), () => {}), 2000);
  };
  document.addEventListener("visibilitychange", attendre);
  attendre();
}
