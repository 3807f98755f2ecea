// Fetches a fragment again every few seconds while the tab is visible, and puts it in place of the element's content.
// <div data-controller="refresh" data-refresh-url-value="/tickets/strip" data-refresh-seconds-value="15">
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

export default class extends Controller {
  static values = { url: String, seconds: { type: Number, default: 15 } };

  connect() {
    this.wake = () => !document.hidden && this.load();
    document.addEventListener("visibilitychange", this.wake);
    this.plan();
  }

  disconnect() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.wake);
  }

  plan() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), this.secondsValue * 1000);
  }

  async load() {
    if (document.hidden) return;
    clearTimeout(this.timer);
    try {
      await window.htmx.ajax("GET", this.urlValue, { target: this.element, swap: "innerHTML" });
    } finally {
      if (this.element.isConnected) this.plan();
    }
  }
}
