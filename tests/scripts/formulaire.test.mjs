import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { charger, ouvrir, taper, un } from "./page.mjs";

async function ouvrirUnTexte(maximum, texte = "") {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  ouvrir(`<form><textarea id="t" maxlength="${maximum}"></textarea>
    <p data-compteur-de="t" data-maximum="${maximum}">Au plus.</p></form>`);
  un("#t").value = texte;
  await charger("formulaire.js");
  return { vu: un("p span"), dit: un("[role=status]") };
}

test("le compteur dit ce qui reste, puis ce qui est de trop, sans couper", async () => {
  const { vu } = await ouvrirUnTexte(2000);
  assert.equal(un("#t").hasAttribute("maxlength"), false);
  assert.equal(vu.textContent, "Il en reste 2\u202f000.");
  taper("#t", "a".repeat(2001));
  assert.equal(vu.textContent, "1 caractère de trop.");
  assert.equal(vu.className, "ami-compteur--depasse");
  taper("#t", "a".repeat(2002));
  assert.equal(vu.textContent, "2 caractères de trop.");
});

test("il compte les caractères comme le serveur : composés, sans les bords, un emoji pour un", async () => {
  const { vu } = await ouvrirUnTexte(10, "  e\u0301te\u0301 👍 \n");
  assert.equal(vu.textContent, "Il en reste 5.");
});

test("il n’est lu que vers la fin, et quand on cesse de taper", async () => {
  const { dit } = await ouvrirUnTexte(100);
  taper("#t", "a".repeat(90));
  mock.timers.tick(5000);
  assert.equal(dit.textContent, "");
  taper("#t", "a".repeat(91));
  mock.timers.tick(999);
  assert.equal(dit.textContent, "");
  mock.timers.tick(1);
  assert.equal(dit.textContent, "Il reste 9 caractères.");
});

test("une question suit la réponse dont elle dépend, et garde ce qui y était écrit", async () => {
  ouvrir(`<form><input type="radio" name="porte" value="oui"><input type="radio" name="porte" value="non" checked>
    <div id="suite" data-si="porte" data-si-valeurs="oui peut-etre"><input name="suite" value="gardé"></div>
    <div id="ailleurs" data-si-ailleurs="non"></div></form>`);
  await charger("formulaire.js");
  assert.ok(un("#suite").hidden);
  assert.ok(un("#ailleurs").hidden);
  un("[value=oui]").checked = true;
  un("form").dispatchEvent(new Event("change"));
  assert.equal(un("#suite").hidden, false);
  assert.equal(un("[name=suite]").value, "gardé");
});

function coller(selecteur, texte) {
  const evenement = new Event("paste", { bubbles: true, cancelable: true });
  evenement.clipboardData = { getData: () => texte };
  un(selecteur).dispatchEvent(evenement);
  return evenement.defaultPrevented;
}

test("deux cellules collées dans un nombre restent deux nombres", async () => {
  ouvrir('<form><input id="n" inputmode="decimal"><input id="t"></form>');
  await charger("formulaire.js");
  let saisies = 0;
  un("#n").addEventListener("input", () => {
    saisies += 1;
  });
  assert.equal(coller("#n", "120\r\n500\r\n"), true);
  assert.equal(un("#n").value, "120 | 500");
  assert.equal(saisies, 1);
  assert.equal(coller("#n", "120 500\n"), false);
  assert.equal(coller("#t", "12 rue\nHaute"), false);
});
