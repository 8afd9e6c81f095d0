/* <bulk-grid> around a table of inputs: keys, paste of a block, fill down and undo, and only what changed is sent. */
const isBlank = (range) => !range || range.from === range.to;

/* What a spreadsheet puts on the clipboard: lines of cells between tabs, in quotes where a cell has lines itself. */
function block(text) {
  const whole = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < whole.length; at += 1) {
    const sign = whole[at];
    const row = rows.at(-1);
    const last = row.length - 1;
    if (quoted && sign === '"' && whole[at + 1] === '"') { row[last] += sign; at += 1; }
    else if (quoted && sign === '"') quoted = false;
    else if (quoted) row[last] += sign;
    else if (sign === '"' && row[last] === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[last] += sign;
  }
  return quoted ? whole.split("\n").map((line) => line.split("\t")) : rows;
}

class BulkGrid extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.steps = [];
    this.later = [];
    this.rows = [...this.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".cell > .value")]);
    this.addEventListener("focusin", (event) => this.entered(event.target));
    this.addEventListener("focusout", () => this.commit());
    this.addEventListener("input", (event) => { if (event.target.matches(".value")) this.draw(); });
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("paste", (event) => this.pasted(event));
    this.addEventListener("mousedown", (event) => this.pressed(event));
    this.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("formdata", (event) => this.sift(event.formData));
    this.form.addEventListener("reset", () => setTimeout(() => this.discard()));
    customElements.whenDefined("save-bar").then(() => this.join());
    this.draw();
  }

  was(cell) { return cell.dataset.was ?? cell.defaultValue; }

  isChanged(cell) { return cell.value !== this.was(cell); }

  place(cell) {
    const row = this.rows.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : { row, column: this.rows[row].indexOf(cell) };
  }

  /* The save bar compares with a form in which nothing was changed, whatever came back from a refused one. */
  join() {
    const bar = this.form.querySelector("save-bar");
    this.isClean = true;
    bar.loaded = bar.state();
    this.isClean = false;
    bar.check();
  }

  sift(data) {
    for (const cells of this.rows) {
      const kept = this.isClean ? [] : cells.filter((cell) => this.isChanged(cell));
      for (const cell of cells) {
        if (!kept.includes(cell)) data.delete(cell.name);
        if (this.isClean) data.delete(cell.name.replace("cell-", "mine-"));
      }
      if (!kept.length && cells.length) data.delete(cells[0].closest("tr").querySelector("[name^=seen-]").name);
    }
  }

  entered(cell) {
    if (!cell.matches(".value")) return;
    this.begun = cell.value;
    this.here = cell;
    this.isInside = false;
    if (!this.isPointing) cell.select();
    if (!this.range || this.range.anchor !== cell) this.choose(null);
  }

  /* What was typed into a cell becomes one step, once one leaves it. */
  commit() {
    const cell = this.here;
    if (!cell || cell.value === this.begun) return;
    this.steps.push({ origin: cell, cells: [{ cell, from: this.begun, to: cell.value }] });
    this.later = [];
    this.begun = cell.value;
    this.draw();
  }

  put(pairs) {
    this.commit();
    const cells = pairs.filter(([cell, to]) => cell.value !== to).map(([cell, to]) => ({ cell, from: cell.value, to }));
    for (const { cell, to } of cells) cell.value = to;
    if (cells.length) { this.steps.push({ origin: this.here, cells }); this.later = []; }
    this.settle();
  }

  undo() {
    this.commit();
    this.turn(this.steps, this.later, "from", this.dataset.undone);
  }

  redo() {
    this.commit();
    this.turn(this.later, this.steps, "to", this.dataset.redone);
  }

  turn(from, onto, side, words) {
    const step = from.pop();
    if (!step) return;
    for (const each of step.cells) each.cell.value = each[side];
    onto.push(step);
    step.origin.focus();
    this.settle();
    this.say(words);
  }

  discard() {
    for (const cell of this.rows.flat()) cell.value = this.was(cell);
    this.steps = [];
    this.later = [];
    this.begun = this.here?.value;
    this.settle();
  }

  settle() {
    if (this.here) this.begun = this.here.value;
    this.draw();
    this.form.dispatchEvent(new Event("change"));
  }

  draw() {
    let count = 0;
    for (const cell of this.rows.flat()) {
      const changed = this.isChanged(cell);
      count += changed;
      if (changed === cell.parentElement.hasAttribute("data-changed")) continue;
      cell.parentElement.toggleAttribute("data-changed", changed);
      if (changed) cell.setAttribute("aria-description", this.dataset.changed);
      else cell.removeAttribute("aria-description");
    }
    const shown = this.form.querySelector(".changes");
    if (shown) shown.textContent = count ? `: ${count}` : "";
    this.button("undo").disabled = !this.steps.length;
    this.button("redo").disabled = !this.later.length;
  }

  button(deed) { return this.querySelector(`[data-does="${deed}"]`); }

  say(words) { this.querySelector(".said").textContent = words; }

  clicked(event) {
    const cell = event.target.closest(".value");
    // The first press on a cell chooses all that stands in it, as in a spreadsheet; the next one goes into it.
    if (cell && this.isPointing && cell.selectionStart === cell.selectionEnd) cell.select();
    this.isPointing = false;
    const deed = event.target.closest("[data-does]")?.dataset.does;
    if (!deed) return;
    this[deed]();
    this.here?.focus();
  }

  /* Shift and a press choose from the cell one is in to another one of its column. */
  pressed(event) {
    const cell = event.target.closest(".value");
    this.isPointing = Boolean(cell) && cell !== document.activeElement;
    const [to, from] = [cell && this.place(cell), this.here && this.place(this.here)];
    if (!event.shiftKey || !to || !from || to.column !== from.column) return;
    event.preventDefault();
    this.isPointing = false;
    this.here.focus();
    this.choose({ anchor: this.here, column: from.column, from: from.row, to: to.row });
  }

  choose(range) {
    this.range = range;
    const [first, last] = range ? [Math.min(range.from, range.to), Math.max(range.from, range.to)] : [1, 0];
    this.rows.forEach((cells, row) => cells.forEach((cell, column) => {
      cell.parentElement.toggleAttribute("data-chosen", !isBlank(range) && column === range.column && row >= first && row <= last);
    }));
  }

  /* The cells of the column that are chosen; without a choice, the one that one is in and all below. */
  below() {
    const { row, column } = this.place(this.here);
    const [first, last] = isBlank(this.range) ? [row, this.rows.length - 1] : [Math.min(this.range.from, this.range.to), Math.max(this.range.from, this.range.to)];
    return this.rows.slice(first, last + 1).map((cells) => cells[column]);
  }

  fill() {
    if (!this.here) return;
    const [first, ...rest] = this.below();
    this.put(rest.map((cell) => [cell, first.value]));
    this.say(`${this.dataset.filled} ${rest.length}`);
  }

  pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const found = block(text);
    if (!event.target.matches(".value") || this.isInside) return;
    const isOne = found.length === 1 && found[0].length === 1;
    // Some text, and not a cell of a spreadsheet: it goes where the caret is.
    if (isOne && isBlank(this.range) && !/[\r\n]/.test(text)) return;
    event.preventDefault();
    const pairs = isOne && !isBlank(this.range) ? this.below().map((cell) => [cell, found[0][0]]) : this.spread(found);
    const left = Math.max(0, found.flat().length - pairs.length);
    this.put(pairs);
    this.say(`${this.dataset.pasted} ${pairs.length}${left ? `. ${this.dataset.left} ${left}` : ""}`);
  }

  spread(found) {
    const start = this.place(this.here);
    return found.flatMap((line, down) => line.flatMap((text, along) => {
      const cell = this.rows[start.row + down]?.[start.column + along];
      return cell ? [[cell, text]] : [];
    }));
  }

  key(event) {
    if (!event.target.matches(".value")) return;
    const command = event.ctrlKey || event.metaKey;
    const deed = command ? this.commanded(event) : this.walked(event);
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  commanded(event) {
    const deeds = { d: () => this.fill(), z: () => (event.shiftKey ? this.redo() : this.undo()), y: () => this.redo() };
    return event.altKey ? null : deeds[event.key.toLowerCase()];
  }

  walked(event) {
    const cell = event.target;
    const isLong = cell.matches("textarea");
    if (event.key === "Enter" && event.altKey) return isLong ? () => this.broken(cell) : null;
    if (event.altKey) return null;
    if (event.key === "Enter") return () => this.go(event.shiftKey ? -1 : 1, 0);
    if (event.key === "Escape") return () => this.leave(cell);
    if (event.key === "F2") return () => { this.isInside = true; cell.setSelectionRange(cell.value.length, cell.value.length); };
    return this.isInside ? null : this.arrow(event, cell);
  }

  arrow(event, cell) {
    const { selectionStart: start, selectionEnd: end, value } = cell;
    const whole = start === 0 && end === value.length;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && event.shiftKey) return () => this.stretch(step);
    if (step) return () => this.go(step, 0);
    if (event.shiftKey) return null;
    if (event.key === "ArrowLeft" && (whole || (start === 0 && end === 0))) return () => this.go(0, -1);
    if (event.key === "ArrowRight" && (whole || start === value.length)) return () => this.go(0, 1);
    return null;
  }

  broken(cell) {
    cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }

  leave(cell) {
    cell.value = this.begun;
    this.choose(null);
    cell.select();
    this.settle();
  }

  go(down, along) {
    const { row, column } = this.place(this.here);
    this.rows[row + down]?.[column + along]?.focus();
  }

  stretch(step) {
    const { row, column } = this.place(this.here);
    const to = Math.max(0, Math.min(this.rows.length - 1, (this.range?.to ?? row) + step));
    this.choose({ anchor: this.here, column, from: row, to });
    this.rows[to][column].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

customElements.define("bulk-grid", BulkGrid);
