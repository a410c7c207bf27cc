// One's own answers to an evidence matrix: the shared part never carries them, this browser lays them over it. Choosing saves.

import { readAll } from "./store.js"

const PAUSE = 400 // milliseconds after a choice: arrow keys pass over several
const chosen = new Map() // cell -> value, until the server has it
const timers = new Map()

export function start() {
  document.addEventListener("change", onChange)
  document.addEventListener("room:changed", draw)
  document.addEventListener("room:answered", ({ detail: { op } }) => settle(op))
  draw()
}

const field = (op, name) => op.fields.find(([one]) => one === name)?.[1]
const cellOf = (op) => `${field(op, "row")}:${field(op, "version")}`

function onChange({ target }) {
  const cell = target.form?.dataset.judge
  if (!cell) return
  chosen.set(cell, target.value)
  draw()
  clearTimeout(timers.get(cell))
  const words = target.labels[0].textContent.trim()
  timers.set(cell, setTimeout(() => save(document.querySelector(`[data-judge="${cell}"]`), words), PAUSE))
}

function save(form, words) {
  if (!form) return
  form.dataset.says = words
  form.requestSubmit()
}

function settle(op) {
  if (field(op, "version") && chosen.get(cellOf(op)) === field(op, "value")) chosen.delete(cellOf(op))
  draw()
}

// What the server has of mine, then what waits in the outbox, then what was just chosen.
function answers() {
  const found = new Map()
  for (const one of document.querySelectorAll("#judged [data-cell]")) found.set(one.dataset.cell, { value: one.dataset.value, why: one.dataset.why })
  for (const op of readAll("outbox:")) {
    if (!op.refused && field(op, "version")) found.set(cellOf(op), { ...found.get(cellOf(op)), value: field(op, "value") })
  }
  for (const [cell, value] of chosen) found.set(cell, { ...found.get(cell), value })
  return found
}

function draw() {
  const mine = answers()
  for (const form of document.querySelectorAll("[data-judge]")) {
    const answer = mine.get(form.dataset.judge)
    for (const radio of form.elements.value) if (answer) radio.checked = radio.value === answer.value
    const reason = form.querySelector("[data-reason]")
    reason.hidden = !answer
    reason.dataset.setValue = answer?.value || ""
    reason.dataset.setWhy = answer?.why || ""
    form.querySelector("[data-reason-text]").textContent = answer?.why || ""
  }
  for (const item of document.querySelectorAll(".judging-item")) {
    item.querySelector("[data-judged-item]").hidden = [...item.querySelectorAll("[data-judge]")].some((form) => !mine.has(form.dataset.judge))
  }
}
