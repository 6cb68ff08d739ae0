// Reads paragraphs aloud one after another. Only voices of the machine itself: others would send the text outside.

/** @param {SpeechSynthesisVoice[]} voices @param {string} language */
export function pickVoice(voices, language) {
  const wanted = language.slice(0, 2).toLowerCase();
  const fitting = voices.filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(wanted));
  return fitting.find((voice) => voice.default) ?? fitting[0] ?? null;
}

export class Reader {
  /** @param {SpeechSynthesis} speech @param {(text: string) => SpeechSynthesisUtterance} utter @param {(node: HTMLElement | null, state: string) => void} show */
  constructor(speech, utter, show) {
    this.speech = speech;
    this.utter = utter;
    this.show = show;
    this.state = "idle";
    /** @type {HTMLElement | null} */
    this.node = null;
    this.turn = 0;
  }

  /** @param {HTMLElement[]} nodes @param {SpeechSynthesisVoice} voice */
  start(nodes, voice) {
    this.stop();
    this.next(nodes, 0, voice, this.turn);
  }

  /** @param {HTMLElement[]} nodes @param {number} place @param {SpeechSynthesisVoice} voice @param {number} turn */
  next(nodes, place, voice, turn) {
    if (turn !== this.turn) return; // stopped, or another part was started
    const node = nodes[place];
    if (!node) return this.stop();
    this.say(node, "reading");
    const words = this.utter(node.innerText);
    Object.assign(words, { voice, lang: voice.lang, rate: 0.9 });
    words.onend = words.onerror = () => this.next(nodes, place + 1, voice, turn);
    this.speech.speak(words);
  }

  /** @param {boolean} isPaused */
  pause(isPaused) {
    if (isPaused) this.speech.pause();
    else this.speech.resume();
    this.say(this.node, isPaused ? "paused" : "reading");
  }

  stop() {
    this.turn += 1;
    this.speech.cancel();
    this.speech.resume(); // a paused queue would stay paused for the next part
    this.say(null, "idle");
  }

  /** @param {HTMLElement | null} node @param {string} state */
  say(node, state) {
    this.state = state;
    this.node = node;
    this.show(node, state);
  }
}
