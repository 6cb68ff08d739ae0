// Lets a page look at the server every 15 seconds or so: with jitter, so that a room of terminals does not ask in one beat.

const HEARTBEAT_MS = 15_000;

/** @param {() => Promise<void>} look */
export async function beat(look) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS * (0.8 + Math.random() * 0.4)));
    await look();
  }
}
