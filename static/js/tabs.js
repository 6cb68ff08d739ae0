// What the tabs of one browser tell each other about idleness: that somebody is there, and which page stays visible.
// A room that is written in stays, only to be looked at, where nobody touches the computer: all tabs go to its page then, for a
// sign-out in another tab would close it. What was heard holds for so many ticks, not for a time: a machine that slept heard
// nothing, and hidden tabs tick once a minute.

const HOLDS_FOR_TICKS = 150;

export class Tabs {
  channel = new BroadcastChannel("idle");
  heard = "";
  age = 0;

  /** @param {string} own the page of a room, where this tab shows one @param {() => void} onAlive */
  constructor(own, onAlive) {
    this.own = own;
    this.channel.onmessage = ({ data }) => (data.stays ? this.hear(data.stays) : onAlive());
  }

  sayAlive() {
    this.channel.postMessage("alive");
  }

  tick() {
    this.age += 1;
    if (this.own) this.channel.postMessage({ stays: this.own });
  }

  /** @param {string} page */
  hear(page) {
    this.heard = page;
    this.age = 0;
  }

  /** Where a tab goes instead of the sign-out, or nothing. */
  get staying() {
    return this.own || (this.age < HOLDS_FOR_TICKS ? this.heard : "");
  }
}
