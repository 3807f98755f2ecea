// Draws a Plotly figure in the colours of the theme. The figure is JSON in a hidden element (source value: its id) or is fetched
// (url value). Plotly itself is loaded when the first chart of a page comes near the viewport.
import { Controller } from "../../vendor/stimulus-3.2.2/stimulus.js";
import { chinese } from "../chart-locale.js";
import { paint, themedLayout } from "../chart-theme.js";

const CONFIG = { responsive: true, displayModeBar: false, displaylogo: false, doubleClick: false };
let library;

// Plotly inserts a <style> element unless one with this id and class is there already: a linked sheet satisfies the policy.
function addSheet(href) {
  if (document.getElementById("plotly.js-style-global")) return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, id: "plotly.js-style-global" });
  link.className = "no-inline-styles";
  document.head.append(link);
}

function loadPlotly(source, sheet) {
  addSheet(sheet);
  library ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: source });
    script.onload = () => {
      window.Plotly.register(chinese);
      resolve(window.Plotly);
    };
    script.onerror = () => {
      library = undefined;
      reject(new Error("chart library did not load"));
    };
    document.head.append(script);
  });
  return library;
}

export default class extends Controller {
  static targets = ["plot"];
  static values = { source: String, url: String, library: String, sheet: String, error: String };

  connect() {
    this.redraw = () => this.figure && this.draw();
    document.addEventListener("theme:changed", this.redraw);
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.start(), { rootMargin: "300px" });
    this.observer.observe(this.element);
  }

  disconnect() {
    document.removeEventListener("theme:changed", this.redraw);
    this.observer.disconnect();
    if (this.drawn) window.Plotly.purge(this.plotTarget);
    this.drawn = false;
  }

  async start() {
    this.observer.disconnect();
    try {
      const [figure, plotly] = await Promise.all([this.read(), loadPlotly(this.libraryValue, this.sheetValue)]);
      this.figure = figure;
      this.plotly = plotly;
      await this.draw();
    } catch (error) {
      this.fail(error);
    }
    this.plotTarget.classList.remove("is-waiting");
  }

  async read() {
    if (this.hasUrlValue && this.urlValue) {
      const response = await fetch(this.urlValue, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(`chart data: ${response.status}`);
      return response.json();
    }
    return JSON.parse(document.getElementById(this.sourceValue).textContent);
  }

  async draw() {
    if (!this.element.isConnected) return;
    const locale = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
    const { data, layout } = this.figure;
    await this.plotly.react(this.plotTarget, paint(data), themedLayout(layout), { ...CONFIG, locale });
    if (!this.drawn) this.plotTarget.on("plotly_click", (event) => this.open(event));
    this.drawn = true;
  }

  // A point whose customdata is an address (or whose customdata.url is) leads to the rows behind it.
  open({ points: [point] }) {
    const address = point?.customdata?.url ?? point?.customdata;
    if (typeof address === "string" && address.startsWith("/")) window.location.assign(address);
  }

  fail(error) {
    console.warn(error);
    const note = Object.assign(document.createElement("p"), { className: "chart-error", textContent: this.errorValue });
    this.plotTarget.replaceChildren(note);
  }
}
