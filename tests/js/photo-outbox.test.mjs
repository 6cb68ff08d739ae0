// Photos of work that wait on a tablet: sealed and opened whole, and what the answers of the server mean for them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { importKey } from "../../static/js/exam/journal.js";

globalThis.HTMLElement ??= class {};
globalThis.customElements ??= { define() {} };
const { outcomeOf } = await import("../../static/js/practical/photo-delivery.js");
const { openPhoto, sealPhoto } = await import("../../static/js/practical/photo-store.js");

const about = { address: "/photos/", task: "t", key: "k", label: "001 古丽娜尔 · 接线", name: "作品.jpg", type: "image/jpeg" };
const bytes = Uint8Array.from({ length: 5000 }, (_, place) => place % 256);

test("a photo comes out as it went in, with what it is of", async () => {
  const key = await importKey("ab".repeat(32));
  const { about: read, photo } = await openPhoto(key, await sealPhoto(key, about, bytes));
  assert.deepEqual(read, about);
  assert.deepEqual(new Uint8Array(await photo.arrayBuffer()), bytes);
  assert.equal(photo.type, "image/jpeg");
});

test("another assessor opens nothing, and what lies on the tablet says nothing", async () => {
  const sealed = await sealPhoto(await importKey("ab".repeat(32)), about, bytes);
  await assert.rejects(async () => openPhoto(await importKey("cd".repeat(32)), sealed));
  const text = new TextDecoder("latin1").decode(sealed.data);
  for (const part of ["photos", "image/jpeg", "label"]) assert.equal(text.includes(part), false);
});

const answer = (status) => ({ status, ok: status < 300 });
for (const [name, given, told, state] of [
  ["no network", null, null, "wait"],
  ["a server that starts again", answer(503), { detail: "x" }, "wait"],
  ["too many requests", answer(429), { detail: "x" }, "wait"],
  ["a page of a sign-in or of something in between", answer(200), null, "wait"],
  ["a session that has ended", answer(401), { detail: "x" }, "wait"],
  ["a token of an earlier session", answer(403), { code: "core.csrf" }, "wait"],
  ["a photo that was kept", answer(200), { kept: "Photo 1 is kept." }, "kept"],
  ["no photo at all", answer(422), { errors: ["HEIC"] }, "refused"],
  ["an examination that was closed", answer(409), { detail: "closed" }, "refused"],
]) {
  test(`${name}: ${state}`, () => assert.equal(outcomeOf(given, told).state, state));
}
