// Opens the same <details> again after the element has been replaced by a newer one of the same id.
// <div id="figures" data-controller="keep-open">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

const opened = new Map();

export default class extends Controller {
  connect() {
    const places = opened.get(this.element.id) ?? [];
    for (const place of places) this.all[place]?.setAttribute("open", "");
    this.note = () => opened.set(this.element.id, this.openPlaces);
    // `toggle` does not bubble.
    this.element.addEventListener("toggle", this.note, true);
  }

  disconnect() {
    this.element.removeEventListener("toggle", this.note, true);
  }

  get all() {
    return [...this.element.querySelectorAll("details")];
  }

  get openPlaces() {
    return this.all.flatMap((details, place) => (details.open ? [place] : []));
  }
}
