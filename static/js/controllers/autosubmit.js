// A filter form that sends itself when a field changes; text waits for a pause in typing.
// <form data-controller="autosubmit" data-action="change->autosubmit#now input->autosubmit#soon">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static values = { delay: { type: Number, default: 450 } };

  disconnect() {
    clearTimeout(this.timer);
  }

  now(event) {
    if (event.target.matches("input:is([type=text], [type=search])")) return;
    this.send();
  }

  soon(event) {
    if (!event.target.matches("input:is([type=text], [type=search])")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.delayValue);
  }

  send() {
    clearTimeout(this.timer);
    this.element.requestSubmit();
  }
}
