// Plays a response: the answers appear as they were given. The moments stand in <script id="replay-data">; the table
// below says the same without script.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";

const LONG = 3000;
const LEFT = 600;

export default class extends Controller {
  static targets = ["controls", "line", "toggle", "toggleLabel", "speed", "skip", "clock", "now", "help", "question", "state", "table"];
  static values = { play: String, pause: String };

  connect() {
    const source = document.getElementById("replay-data");
    if (!source || !this.hasLineTarget) return;
    ({ total: this.total, frames: this.frames } = JSON.parse(source.textContent));
    for (const target of [this.controlsTarget, this.lineTarget, this.helpTarget]) target.hidden = false;
    this.tableTarget.open = false;
    this.show(0);
  }

  disconnect() {
    this.stop();
  }

  toggle() {
    if (this.playing) {
      this.stop();
      return;
    }
    if (this.at >= this.total) this.show(0);
    this.playing = true;
    this.toggleLabelTarget.textContent = this.pauseValue;
    this.before = performance.now();
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  stop() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    if (this.hasToggleLabelTarget) this.toggleLabelTarget.textContent = this.playValue;
  }

  step(now) {
    let at = this.at + (now - this.before) * Number(this.speedTarget.value);
    this.before = now;
    const next = this.frames.find((frame) => frame.at > this.at);
    if (this.skipTarget.checked && next && next.at - at > LONG) at = next.at - LEFT;
    this.show(Math.min(at, this.total));
    if (this.at >= this.total) this.stop();
    else if (this.playing) this.frame = requestAnimationFrame((later) => this.step(later));
  }

  seek() {
    this.show(Number(this.lineTarget.value));
  }

  press(event) {
    if (!this.frames || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=range]):not([type=checkbox]), select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "k") this.toggle();
    else if (key === "j") this.show(Math.max(0, this.at - 10000));
    else if (key === "l") this.show(Math.min(this.total, this.at + 10000));
    else return;
    event.preventDefault();
  }

  show(at) {
    this.at = at;
    const states = {};
    let last = null;
    let here = "";
    for (const frame of this.frames) {
      if (frame.at > at) break;
      last = frame;
      if (!frame.question) continue;
      here = frame.question;
      if (frame.state) states[frame.question] = frame.state;
    }
    for (const target of this.stateTargets) target.textContent = states[target.dataset.name] || "";
    for (const target of this.questionTargets) {
      const isHere = target.dataset.name === here;
      if (isHere && !target.hasAttribute("aria-current") && this.playing) target.scrollIntoView({ block: "nearest" });
      target.toggleAttribute("aria-current", isHere);
    }
    const seconds = Math.floor(at / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.clockTarget.textContent = clock;
    this.lineTarget.value = at;
    this.lineTarget.setAttribute("aria-valuetext", last ? `${clock} ${last.what}` : clock);
    this.nowTarget.textContent = last ? last.what : "";
  }
}
