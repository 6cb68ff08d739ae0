// Lets a page look at the server every 15 seconds or so: with jitter, so that a room of terminals does not ask in one beat.

const HEARTBEAT_MS = 15_000;

/** @param {() => Promise<void>} look */
export async function beat(look) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS * (0.8 + Math.random() * 0.4)));
    await look();
  }
}

/**
 * A page of the platform in another window signs out who sits still there (js/idle.js). Whoever writes an examination does
 * not sit still, however long they think.
 * @param {() => boolean} isOn
 */
export function keepOthersAwake(isOn) {
  if (!globalThis.BroadcastChannel) return;
  const channel = new BroadcastChannel("idle");
  setInterval(() => isOn() && channel.postMessage("alive"), HEARTBEAT_MS);
}
