// What an instructor marked and the server has not confirmed, person by person. It is kept on the tablet before it is
// sent, and goes when the server has answered for it: nothing is lost to a network that is gone for a lesson.

/** @typedef {Record<string, string>} Said what the fields of a person hold: state, late, left_early, excuse */
/**
 * `signature`: of the register, as the page showed it; what an older page kept says nothing of it.
 * @typedef {{ said: Said, basedOn: number, signature?: string }} Wish
 */
/** @typedef {{ said: Said, revision: number, words: string, signature?: string, because?: string }} Kept what the server has instead */
/**
 * What is open for one person. `sent` is on its way, or was and no answer came: it goes again as it was, before `next`.
 * @typedef {{ sent?: Wish, next?: Wish, wrong?: string, conflict?: { said: Said, kept: Kept } }} Held
 */
/** @typedef {{ put: (person: string, held: Held) => Promise<void>, remove: (person: string) => Promise<void> }} Store */

export class Outbox {
  /** @param {Store} store @param {Record<string, Held>} [left] what an earlier page left */
  constructor(store, left = {}) {
    this.store = store;
    this.held = new Map(Object.entries(left));
  }

  /** How many people's marks the server has not confirmed. */
  get unsent() {
    return [...this.held.values()].filter((held) => held.sent || held.next).length;
  }

  /** Of whom the marks cannot go as they are: something is wrong with them. @returns {string[]} */
  get wrong() {
    return [...this.held].filter(([, held]) => held.wrong !== undefined).map(([person]) => person);
  }

  /** @returns {[string, { said: Said, kept: Kept }][]} */
  get conflicts() {
    return [...this.held].flatMap(([person, held]) => (held.conflict ? [[person, held.conflict]] : []));
  }

  /** What is shown of a person: the newest wish. @param {string} person @returns {Said | null} */
  shown(person) {
    const held = this.held.get(person);
    return (held?.next ?? held?.sent)?.said ?? null;
  }

  /** Take a wish. @param {string} person @param {Said} said @param {number} basedOn the revision that the page shows @param {string} signature that the page shows */
  wish(person, said, basedOn, signature = "") {
    const { sent } = this.held.get(person) ?? {};
    // On what it rests is known when the one before it is answered.
    return this.#hold(person, { ...(sent && { sent }), next: { said, basedOn, signature } });
  }

  /** What goes now. @returns {Promise<[string, Wish][]>} */
  async batch() {
    for (const [person, held] of this.held) {
      if (held.sent || !held.next || held.wrong !== undefined) continue;
      await this.#hold(person, { sent: held.next });
    }
    return [...this.held].flatMap(([person, held]) => (held.sent ? [[person, held.sent]] : []));
  }

  /** The server has what was sent. @param {string} person @param {number} revision */
  confirmed(person, revision) {
    const held = this.held.get(person);
    if (!held?.sent) return Promise.resolve();
    return held.next ? this.#hold(person, { next: { ...held.next, basedOn: revision } }) : this.#drop(person);
  }

  /** Somebody else said something different meanwhile: a person decides. @param {string} person @param {Kept} kept */
  conflicting(person, kept) {
    const held = this.held.get(person);
    const said = (held?.next ?? held?.sent)?.said;
    return said ? this.#hold(person, { conflict: { said, kept } }) : Promise.resolve();
  }

  /** @param {string} person @param {boolean} mine whether what was marked here is to be written all the same */
  decide(person, mine) {
    const conflict = this.held.get(person)?.conflict;
    if (!conflict) return Promise.resolve();
    return mine ? this.#hold(person, { next: { said: conflict.said, basedOn: conflict.kept.revision, signature: conflict.kept.signature ?? "" } }) : this.#drop(person);
  }

  /** What was sent cannot be; it stays until it is put right. @param {string} person @param {string} why */
  spoiled(person, why) {
    const held = this.held.get(person);
    const next = held?.next ?? held?.sent;
    if (!held?.sent || !next) return Promise.resolve();
    return this.#hold(person, held.next ? { next } : { next, wrong: why });
  }

  /** Nobody can take what was marked. @param {string} person */
  discard(person) {
    return this.#drop(person);
  }

  /** @param {string} person @param {Held} held */
  async #hold(person, held) {
    this.held.set(person, held);
    await this.store.put(person, held);
  }

  /** @param {string} person */
  async #drop(person) {
    this.held.delete(person);
    await this.store.remove(person);
  }
}
