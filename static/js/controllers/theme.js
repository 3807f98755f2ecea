// Light, dark or as the system says. The choice is a cookie, so that the server renders the right theme next time.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

const YEAR = 365 * 24 * 3600;

export default class extends Controller {
  static targets = ["choice"];

  connect() {
    this.media = window.matchMedia("(prefers-color-scheme: dark)");
    this.announce = () => document.dispatchEvent(new CustomEvent("theme:changed"));
    this.media.addEventListener("change", this.announce);
    this.mark();
  }

  disconnect() {
    this.media.removeEventListener("change", this.announce);
  }

  choose({ params: { name } }) {
    document.documentElement.dataset.bsTheme = name;
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${name}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    this.mark();
    this.announce();
  }

  mark() {
    const current = document.documentElement.dataset.bsTheme || "auto";
    for (const choice of this.choiceTargets) {
      choice.setAttribute("aria-pressed", String(choice.dataset.themeNameParam === current));
    }
  }
}
