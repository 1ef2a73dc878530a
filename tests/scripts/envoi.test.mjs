import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { charger, ouvrir, poser, un } from "./page.mjs";

let envoi;

beforeEach(async () => {
  ouvrir(`<form data-compte="7"><input name="csrfmiddlewaretoken" value="jeton">
    <input name="nom" value="L’été"><input name="but" value="tapé"></form>`);
  envoi = await charger("envoi.js");
});

test("seules partent les questions du lot, telles que la page les montre ou telles qu’elles ont été gardées", () => {
  const lot = [
    ["nom", { lue: 3 }],
    ["but", { lue: null, entrees: [["but", "gardé"]] }],
  ];
  const corps = envoi.composer(un("form"), lot, { envoi: "page:9", choix: { but: "reunir", autre: "reunir" } });
  assert.deepEqual(
    [...new URLSearchParams(corps)],
    [
      ["csrfmiddlewaretoken", "jeton"],
      ["compte", "7"],
      ["lues", '{"nom":3,"but":null}'],
      ["envoi", "page:9"],
      ["champs", "nom"],
      ["nom", "L’été"],
      ["champs", "but"],
      ["reunir", "but"],
      ["but", "gardé"],
    ],
  );
});

test("un envoi est un POST qui demande du JSON, et rend rien quand le réseau manque", async () => {
  const demandes = [];
  poser("fetch", (...demande) => {
    demandes.push(demande);
    return demandes.length > 1 ? Promise.reject(new TypeError("réseau")) : Promise.resolve("réponse");
  });
  assert.equal(await envoi.poster("/la", "a=1", { keepalive: true }), "réponse");
  assert.equal(await envoi.poster("/la", "a=1", {}), null);
  const [adresse, { method, headers, body, keepalive }] = demandes[0];
  assert.deepEqual(
    [adresse, method, headers.Accept, body, keepalive],
    ["/la", "POST", "application/json", "a=1", true],
  );
});

test("l’attente entre deux essais grandit jusqu’à une minute", () => {
  assert.deepEqual([1, 2, 3, 6, 7, 100].map(envoi.attenteApres), [2000, 4000, 8000, 60_000, 60_000, 60_000]);
});
