// Draws a circuit below its description while an author writes; a wrong line is named in words, read out politely.
// A Stimulus controller of Wagtail's interface: it starts with every field that the editor adds.

const PAUSE = 600;
const wagtail = /** @type {any} */ (window);

class CircuitPreview extends wagtail.StimulusModule.Controller {
  static values = { url: String, alt: String, unreachable: String };

  picture = document.createElement("img");
  message = document.createElement("p");
  frame = document.createElement("div");

  connect() {
    this.picture.alt = this.altValue;
    this.picture.hidden = true;
    this.message.setAttribute("role", "status");
    this.frame.className = "circuit-preview";
    this.frame.append(this.message, this.picture);
    this.element.after(this.frame);
    this.later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.draw(), PAUSE);
    };
    this.element.addEventListener("input", this.later);
    this.picture.addEventListener("load", () => this.reveal());
    if (this.element.value.trim()) this.draw();
  }

  disconnect() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.element.removeEventListener("input", this.later);
    this.frame.remove();
  }

  async draw() {
    this.asked?.abort();
    this.asked = new AbortController();
    const { CSRF_HEADER_NAME, CSRF_TOKEN } = wagtail.wagtailConfig;
    const request = {
      method: "POST",
      body: new URLSearchParams({ spec: this.element.value }),
      headers: { Accept: "application/json", [CSRF_HEADER_NAME]: CSRF_TOKEN },
      signal: this.asked.signal,
    };
    try {
      const answer = await fetch(this.urlValue, request);
      this.show(await answer.json());
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") this.show({ detail: this.unreachableValue });
    }
  }

  /** @param {{ svg?: string, message?: string, detail?: string }} answer */
  show({ svg, message, detail }) {
    // As a picture, never as part of the page: whatever it held could do nothing.
    if (svg) this.picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    this.picture.hidden = !svg;
    this.message.textContent = message ?? detail ?? this.unreachableValue;
    this.frame.classList.toggle("circuit-preview--wrong", !svg);
    this.element.setAttribute("aria-invalid", String(!svg));
    if (!svg) this.reveal();
  }

  /** Shows an author who is writing what was drawn or said, above the bar of buttons; the words stay in sight. */
  reveal() {
    if (document.activeElement !== this.element) return;
    for (const one of [this.frame, this.element]) one.scrollIntoView({ block: "nearest" });
  }
}

wagtail.wagtail.app.register("circuit-preview", CircuitPreview);
