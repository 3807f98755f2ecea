// Lists of cities and counties instead of fields to write in; the table of a province is fetched when it is chosen.
// Markup: [data-region] (words data-choose, -failed) with a select NAME.province and inputs NAME.city and NAME.county.
import { isSilentRegion, regionNames } from "../shapes/places.js";

const FOLDER = new URL("../data/regions/", import.meta.url).href;
const tables = {};

function table(province) {
  if (!tables[province]) {
    tables[province] = fetch(`${FOLDER}${province}.json`).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then((cities) => {
      regionNames.set(`${province}*`, "");
      for (const city of Object.keys(cities)) {
        regionNames.set(city, cities[city][0]);
        for (const rest of Object.keys(cities[city][1])) regionNames.set(city + rest, cities[city][1][rest]);
      }
      return cities;
    });
    tables[province].catch(() => { tables[province] = null; });
  }
  return tables[province];
}

export function enhance(element, api) {
  const { choose, failed } = element.querySelector("[data-region]").dataset;
  const field = (level) => element.querySelector(`[name="${api.name}.${level}"]`);
  const province = field("province");
  const lists = ["city", "county"].map((level) => {
    const old = field(level);
    if (!old || old.tagName === "SELECT") return old;
    const list = document.createElement("select");
    for (const { name, value } of Array.from(old.attributes)) if (name !== "value" && name !== "maxlength") list.setAttribute(name, value);
    list.dataset.held = old.value;
    old.replaceWith(list);
    return list;
  });
  for (const { value, text } of Array.from(province.options)) if (value) regionNames.set(value, text);

  // What was chosen before, by its code or, from a page without script, by its name.
  function offer(list, entries) {
    if (!list) return;
    const held = list.value || list.dataset.held || "";
    list.textContent = "";
    list.append(new Option(choose || "–", ""));
    for (const [code, name] of entries) list.append(new Option(name, code));
    const found = entries.find(([code, name]) => code === held || name === held);
    const only = entries.length === 1 && isSilentRegion(entries[0][1]);
    list.value = only ? entries[0][0] : found ? found[0] : "";
    list.dataset.held = "";
    list.disabled = !entries.length;
    list.closest("div").hidden = only || !entries.length;
  }

  function show(change) {
    const [city, county] = lists;
    const chosen = province.value;
    const fill = (cities) => {
      if (province.value !== chosen) return;
      offer(city, Object.keys(cities).map((code) => [code, cities[code][0]]));
      const counties = city && cities[city.value] ? cities[city.value][1] : {};
      offer(county, Object.keys(counties).map((rest) => [city.value + rest, counties[rest]]));
      if (change) api.change();
    };
    if (!city || !chosen || /^(71|8[12])$/.test(chosen)) fill({});
    else table(chosen).then(fill, () => api.say(failed || "…"));
  }

  element.addEventListener("change", ({ target }) => { if (target !== element) show(true); });
  window.addEventListener("online", () => show(true));
  show(false);
}
