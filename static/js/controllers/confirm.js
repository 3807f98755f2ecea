// Asks before a form is sent. Without script the form is simply sent, so the server still decides.
// <form method="post" data-controller="confirm" data-action="submit->confirm#ask" data-confirm-title-value="...">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";
import { ask } from "../ask.js";

export default class extends Controller {
  static values = { title: String, message: String, action: String, tone: { type: String, default: "danger" } };

  async ask(event) {
    if (this.agreed) {
      this.agreed = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    const yes = await ask({
      title: this.titleValue,
      message: this.messageValue,
      action: this.actionValue || submitter?.textContent.trim(),
      tone: this.toneValue,
    });
    if (!yes) return;
    this.agreed = true;
    this.element.requestSubmit(submitter);
  }
}
