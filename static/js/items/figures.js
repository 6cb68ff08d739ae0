// Pictures of questions on a page that the server has drawn: places on them, and opening them large.

import { enhancePlaces } from "./places.js";
import { enhanceZoom } from "./zoom.js";

for (const holder of document.querySelectorAll("[data-places]")) if (holder instanceof HTMLElement) enhancePlaces(holder);
enhanceZoom(document);
