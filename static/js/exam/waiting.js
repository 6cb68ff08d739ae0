// Who waits for the bell sits still, and another page that stands open signs nobody out for that.

import { keepOthersAwake } from "./heartbeat.js";

if (document.querySelector("[data-page=awaited]")) keepOthersAwake(() => true);
