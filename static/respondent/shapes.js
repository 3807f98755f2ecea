// The shapes by name; surveys/domain/questions/shapes/__init__.py tells what each can do.
import { choice, choices, path, picture } from "./shapes/choice.js";
import { date, span, time } from "./shapes/dates.js";
import { number, score } from "./shapes/number.js";
import { secret } from "./shapes/private.js";
import { emotion, rating } from "./shapes/rating.js";
import { consent, contact } from "./shapes/consents.js";
import { known, nothing, solution } from "./shapes/known.js";
import { order, shares } from "./shapes/lists.js";
import { location, region } from "./shapes/places.js";
import { pairs, sets } from "./shapes/rows.js";
import { grid, table } from "./shapes/tables.js";
import { parts, text } from "./shapes/text.js";
import { uploads } from "./shapes/uploads.js";

export default {
  choice, choices, picture, path, text, parts, number, score, private: secret, date, time, span, rating, emotion,
  order, shares, pairs, sets, table, grid,
  uploads, region, location, consent, contact, solution, known, nothing,
};
