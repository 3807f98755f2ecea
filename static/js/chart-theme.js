// Figures name colours by token ("token:promoter", "token:promoter/0.15"); this turns them into the theme's colours.
const TOKEN = /^token:([\w-]+)(?:\/([\d.]+))?$/;

export function readToken(name) {
  const style = getComputedStyle(document.documentElement);
  const value = style.getPropertyValue(`--color-${name}`) || style.getPropertyValue(`--${name}`);
  return value.trim();
}

function withAlpha(hex, alpha) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

export function colour(text) {
  const match = TOKEN.exec(text);
  if (!match) return text;
  const value = readToken(match[1]);
  return match[2] ? withAlpha(value, match[2]) : value;
}

export function paint(value) {
  if (typeof value === "string") return colour(value);
  if (Array.isArray(value)) return value.map(paint);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, paint(item)]));
  }
  return value;
}

function merge(base, over) {
  const result = { ...base };
  for (const [key, value] of Object.entries(over || {})) {
    const both = value && typeof value === "object" && !Array.isArray(value) && result[key] && typeof result[key] === "object";
    result[key] = both ? merge(result[key], value) : value;
  }
  return result;
}

export function themedLayout(layout = {}) {
  const line = readToken("line");
  const axis = {
    gridcolor: line, linecolor: line, zerolinecolor: line, automargin: true, ticks: "", fixedrange: true,
    tickfont: { color: readToken("ink-3") },
  };
  const house = {
    font: { family: readToken("font-sans"), size: 13, color: readToken("ink-2") },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => readToken(`chart-${n}`)),
    margin: { l: 36, r: 8, t: 8, b: 32 },
    hovermode: "x unified",
    hoverlabel: { bgcolor: readToken("raised"), bordercolor: line, font: { color: readToken("ink"), family: readToken("font-sans") } },
    legend: { orientation: "h", x: 0, y: 1.02, xanchor: "left", yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
    barcornerradius: 4,
    bargap: 0.35,
    dragmode: false,
  };
  const painted = paint(layout);
  const axes = Object.keys({ xaxis: 1, yaxis: 1, ...painted }).filter((key) => /^[xy]axis\d*$/.test(key));
  const themed = merge(house, painted);
  for (const key of axes) {
    themed[key] = merge(key.startsWith("x") ? { ...axis, showgrid: false } : axis, painted[key]);
  }
  return themed;
}
