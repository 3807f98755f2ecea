// Copies a field's value and says so on the button.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static targets = ["source", "label"];
  static values = { done: String };

  async copy() {
    const { value } = this.sourceTarget;
    this.sourceTarget.select();
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      document.execCommand("copy"); // A page served without TLS has no clipboard object.
    }
    this.before ??= this.labelTarget.textContent;
    this.labelTarget.textContent = this.doneValue;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.labelTarget.textContent = this.before; }, 2000);
  }

  disconnect() {
    clearTimeout(this.timer);
  }
}
