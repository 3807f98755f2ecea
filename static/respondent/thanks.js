// The last page: what was kept on this device for it may go, and what waits for other surveys is sent.
import { deliver, drafts } from "./saving.js";

drafts(`survey:${location.pathname.replace(/\/thanks$/, "")}`).drop();
deliver("");
