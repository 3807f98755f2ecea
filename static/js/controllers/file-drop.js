// Names the chosen files in the drop area; the file input covers the area, so dropping works without help.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static targets = ["input", "label"];

  connect() {
    this.before = this.labelTarget.textContent;
  }

  over() {
    this.element.classList.add("is-over");
  }

  leave() {
    this.element.classList.remove("is-over");
  }

  show() {
    this.leave();
    const names = Array.from(this.inputTarget.files, (file) => file.name);
    this.labelTarget.textContent = names.length ? names.join(", ") : this.before;
  }
}
