// A button that prints the page, where the browser can: the page also says to keep its PDF.

for (const place of document.querySelectorAll("[data-imprimer]")) {
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "fr-btn fr-btn--secondary fr-btn--sm";
  bouton.textContent = "Imprimer cette page";
  bouton.addEventListener("click", () => print());
  place.append(bouton);
}
