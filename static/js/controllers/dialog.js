// Opens and closes a <dialog> inside its element.
// <div data-controller="dialog"><button data-action="dialog#open">..</button><dialog class="dialog" data-dialog-target="dialog">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static targets = ["dialog"];

  open(event) {
    event?.preventDefault();
    this.dialogTarget.showModal();
  }

  close(event) {
    event?.preventDefault();
    this.dialogTarget.close();
  }

  // A press on the backdrop is a press on the dialog element itself.
  backdrop(event) {
    if (event.target === this.dialogTarget) this.dialogTarget.close();
  }
}
