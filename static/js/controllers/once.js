// Sends a form once: a second press on a slow connection must not write twice.
// <form data-controller="once" data-action="submit->once#lock">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  connect() {
    // A page that comes back from the browser's cache must be usable again.
    this.unlock = () => this.toggle(false);
    window.addEventListener("pageshow", this.unlock);
    this.element.addEventListener("htmx:afterRequest", this.unlock);
  }

  disconnect() {
    window.removeEventListener("pageshow", this.unlock);
    this.element.removeEventListener("htmx:afterRequest", this.unlock);
  }

  lock(event) {
    if (event.defaultPrevented && !this.element.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]")) return;
    // After this turn, so that the pressed button's name and value are still sent.
    setTimeout(() => this.toggle(true), 0);
  }

  toggle(busy) {
    const id = this.element.id;
    const inside = [...this.element.querySelectorAll("[type=submit], button:not([type])")];
    const outside = id ? [...document.querySelectorAll(`button[form="${CSS.escape(id)}"]`)] : [];
    for (const button of [...inside, ...outside]) {
      button.disabled = busy;
      button.toggleAttribute("aria-busy", busy);
    }
  }
}
