// Shows messages that arrive with HTMX responses: header HX-Trigger: {"toast": {"message": "...", "tone": "success"}},
// and says so when a request fails, so that nothing is lost silently.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static targets = ["template"];
  static values = { failed: String, offline: String };

  show({ detail }) {
    const node = this.templateTarget.content.firstElementChild.cloneNode(true);
    const tone = detail.tone ?? "brand";
    node.classList.add(`tone-${tone}`);
    node.querySelector("p").textContent = detail.message ?? detail.value ?? "";
    if (tone === "danger") node.dataset.toastSecondsValue = "0";
    this.element.append(node);
  }

  failed() {
    this.show({ detail: { message: this.failedValue, tone: "danger" } });
  }

  offline() {
    this.show({ detail: { message: this.offlineValue, tone: "danger" } });
  }
}
