// Rows that are all answered alike, and grids with columns of their own kind. The twin of surveys/domain/questions/shapes/{table,grid}.py.
import { takeOption, takeOptions } from "./choice.js";
import { readNumber, takeNumber, takeScore } from "./number.js";
import { byRow, inner, within } from "./rows.js";
import { takeText } from "./text.js";
import { filled, idsOf, inOrder, joined, member, misfit, parts } from "./values.js";

function takeCell(value, cell, offered, sorted) {
  if (value === null || value === "" || (Array.isArray(value) && !value.length)) return null;
  if (cell.kind === "single") return takeOption(value, offered);
  if (cell.kind === "multiple") return takeOptions(value, offered, Object.assign({ options: sorted }, cell));
  if (cell.kind === "score") return takeScore(value, cell.low, cell.high);
  return cell.kind === "number" ? takeNumber(value, cell) : takeText(value, cell);
}

function readCell(cell, field, form) {
  if (cell.kind === "multiple") {
    const chosen = form.getlist(field).filter(Boolean);
    return chosen.length ? chosen : null;
  }
  const text = form.get(field);
  return cell.kind === "score" || cell.kind === "number" ? readNumber(text) : text || null;
}

function cellWords(value, cell, labels) {
  if (cell.kind === "multiple") return value.map((one) => labels[one] || one).join(" / ");
  if (cell.kind === "single") return labels[value] || value;
  return String(value);
}

export const table = {
  read: (question, name, form) =>
    filled(parts(form, name).filter(([row]) => !row.includes(".")).map(([row, field]) => [row, readCell(question.cell, field, form)])),
  check: (question, value, inForce) =>
    byRow(question, value, idsOf(inForce.rows), (cell) => takeCell(cell, question.cell, inForce.columns, question.columns)),
  words: (question, value, labels) =>
    joined(labels, inOrder(labels, value).map((row) => [labels[row], cellWords(value[row], question.cell, labels)])),
};

export const grid = {
  read: (question, name, form) =>
    inner(form, name, (column, field) => {
      const cell = member(question.cells, column);
      return cell ? readCell(cell, field, form) : form.get(field);
    }),
  check(question, value, inForce) {
    const columns = idsOf(inForce.columns);
    const take = (row) => {
      if (row === null) return null;
      const wrong = misfit(row, columns, "unknown_column", "column");
      if (wrong) return wrong;
      const taken = {};
      for (const column of columns) {
        const cell = question.cells[column];
        const offered = inForce.options.filter((option) => !cell.options || cell.options.includes(option.id));
        const found = takeCell(member(row, column), cell, offered);
        if (found && found.error) return within(found, { column });
        if (found) taken[column] = found.value;
      }
      return Object.keys(taken).length ? { value: taken } : null;
    };
    return byRow(question, value, idsOf(inForce.rows), take, (row) => Object.keys(row).length === columns.length);
  },
  words(question, value, labels) {
    const found = [];
    for (const row of inOrder(labels, value)) {
      for (const column of inOrder(labels, value[row])) {
        const text = cellWords(value[row][column], question.cells[column], labels);
        found.push([`${labels[row]} / ${labels[column]}`, text]);
      }
    }
    return joined(labels, found);
  },
};
