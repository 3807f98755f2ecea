// One message. It leaves by itself when a duration is given, but not while it is being read or pointed at.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static values = { seconds: { type: Number, default: 0 } };

  connect() {
    this.resume();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  pause() {
    clearTimeout(this.timer);
  }

  resume() {
    clearTimeout(this.timer);
    if (this.secondsValue) this.timer = setTimeout(() => this.close(), this.secondsValue * 1000);
  }

  close() {
    this.element.classList.add("is-leaving");
    setTimeout(() => this.element.remove(), 180);
  }
}
