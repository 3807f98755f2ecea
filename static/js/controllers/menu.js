// A <details> menu that closes on Escape, on a press elsewhere and when the focus leaves it.
// <details class="menu" data-controller="menu" data-action="keydown.esc->menu#escape focusout->menu#leave pointerdown@document->menu#outside">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  escape() {
    if (!this.element.open) return;
    this.element.open = false;
    this.element.querySelector("summary").focus();
  }

  leave({ relatedTarget }) {
    if (relatedTarget && !this.element.contains(relatedTarget)) this.element.open = false;
  }

  outside({ target }) {
    if (!this.element.contains(target)) this.element.open = false;
  }
}
