// Recordings go on at the second where somebody stopped. A recording takes part by one attribute:
//   <video data-recording="cutting-dough"> or <audio data-recording="...">: letters, digits, - and _, at most 64.
// Its place travels with the position of the lesson; nothing else has to be done.

const EVERY_SECONDS = 5;

/** @param {{ recording: string, second: number }} stop @param {(place: Record<string, string | number>) => void} report */
export function followRecordings(stop, report) {
  const recordings = /** @type {NodeListOf<HTMLMediaElement>} */ (document.querySelectorAll("[data-recording]:is(audio, video)"));
  for (const media of recordings) {
    const recording = media.dataset.recording ?? "";
    let told = -EVERY_SECONDS;
    const tell = () => {
      told = media.currentTime;
      report({ recording, second: Math.floor(told) });
    };
    if (recording === stop.recording && stop.second > 0) whenReady(media, () => (media.currentTime = stop.second));
    media.addEventListener("timeupdate", () => {
      if (!media.paused && Math.abs(media.currentTime - told) >= EVERY_SECONDS) tell();
    });
    media.addEventListener("pause", tell);
  }
}

/** @param {HTMLMediaElement} media @param {() => void} act */
function whenReady(media, act) {
  if (media.readyState >= HTMLMediaElement.HAVE_METADATA) act();
  else media.addEventListener("loadedmetadata", act, { once: true });
}

/** @returns {boolean} whether anything is being heard or watched, the reading voice included */
export function isPlaying() {
  const media = /** @type {HTMLMediaElement[]} */ ([...document.querySelectorAll("audio, video")]);
  const isSpeaking = "speechSynthesis" in window && speechSynthesis.speaking && !speechSynthesis.paused;
  return isSpeaking || media.some((one) => !one.paused && !one.ended);
}
