// The navigation drawer on narrow screens. The link that opens it works without script through :target.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static targets = ["panel", "rest"];

  open(event) {
    event.preventDefault();
    this.lastFocus = event.currentTarget;
    this.panelTarget.setAttribute("data-open", "");
    this.restTarget.inert = true;
    this.panelTarget.querySelector("a, button").focus();
  }

  close(event) {
    if (!this.panelTarget.hasAttribute("data-open")) return;
    event.preventDefault();
    this.panelTarget.removeAttribute("data-open");
    this.restTarget.inert = false;
    this.lastFocus?.focus();
  }
}
