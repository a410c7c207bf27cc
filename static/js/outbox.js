// Every command leaves through here. What people wrote is kept in this browser, shown as waiting, and sent again under the same
// op_id until the server has answered 2xx: acknowledged means saved, and a repeat changes nothing.

import { apply } from "./apply.js"
import { open } from "./focus.js"
import { keyFor, rememberKey } from "./keys.js"
import { expect } from "./live.js"
import { keep, readAll, uuid } from "./store.js"

const FIRST_WAIT = 500
const LONGEST_WAIT = 15000
let waiting = readAll("outbox:")
let held = false // the server answers, and cannot save
let sending = false
let wait = FIRST_WAIT
let timer = null

const list = () => document.getElementById("outbox")
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["x-csrftoken"]

export function start() {
  document.addEventListener("submit", onSubmit)
  addEventListener("online", flush)
  document.addEventListener("room:up", flush)
  draw()
  flush()
}

async function onSubmit(event) {
  const form = event.target
  if (!form.dataset.op) return
  event.preventDefault()
  if (form.dataset.confirm && !(await confirmed(form.dataset.confirm))) return
  const fields = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "op_id")
  const op = { id: uuid(), at: Date.now(), url: form.action, fields, kind: form.dataset.op, composer: form.id || form.closest("dialog")?.id || "" }
  if (op.composer === "composer") fields.push(["step", form.dataset.begun || document.getElementById("now")?.dataset.step || ""])
  const key = keyFor(op, form)
  if (key) fields.push(["key", key])
  if (op.kind === "keep") {
    const text = fields.find(([name]) => name === "text")?.[1]
    if (op.composer === "composer" && !text?.trim() && !fields.find(([name, value]) => name === "answer" && value)) return form.text.focus()
    op.text = text || form.dataset.says || ""
    waiting.push(op)
    keep(`outbox:${op.id}`, op)
    form.dispatchEvent(new CustomEvent("room:sent", { bubbles: true }))
    draw()
    flush()
  } else {
    const busy = event.submitter
    if (busy?.getAttribute("aria-disabled") === "true") return
    busy?.setAttribute("aria-disabled", "true")
    await sendNow(op, form)
    busy?.removeAttribute("aria-disabled")
  }
}

// A command that makes no sense later (next step, one more minute): tried once, and said plainly when it did not go through.
async function sendNow(op, form) {
  try {
    const answer = await post(op)
    apply(await answer.text())
    if (answer.status >= 500) say(list()?.dataset.notdone || "")
    if (answer.ok) form.dispatchEvent(new CustomEvent("room:saved", { bubbles: true }))
    expect(answer)
  } catch {
    sayLost()
  }
}

export const sayLost = () => say(list()?.dataset.dropped || "")

export async function flush() {
  if (sending || !waiting.length) return
  clearTimeout(timer)
  sending = true
  while (waiting.length) {
    const op = waiting.find((one) => !one.refused)
    if (!op) break
    let answer, html
    try {
      answer = await post(op)
      html = await answer.text()
      held = answer.status === 503
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(answer.status)
    } catch {
      timer = setTimeout(flush, wait * (0.5 + Math.random()))
      wait = Math.min(LONGEST_WAIT, wait * 2)
      break
    }
    wait = FIRST_WAIT
    if (answer.redirected || answer.status === 401) op.refused = true // signed out: kept here, to be sent after signing in again
    else if (answer.ok) {
      waiting = waiting.filter((one) => one.id !== op.id)
      rememberKey(op, answer)
    } else if (op.text) op.refused = true
    else waiting = waiting.filter((one) => one.id !== op.id) // a sign, a dot: nothing was typed, and why not is said
    keep(`outbox:${op.id}`, op.refused ? op : null)
    if (!answer.redirected) apply(html)
    expect(answer)
    document.dispatchEvent(new CustomEvent("room:answered", { detail: { op, ok: answer.ok } }))
  }
  sending = false
  draw()
}

function post(op) {
  const body = new URLSearchParams(op.fields)
  body.set("op_id", op.id)
  return fetch(op.url, {
    method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout?.(20000),
    headers: { "HX-Request": "true", "X-CSRFToken": token(), "Room-Line": document.body.dataset.line || "" },
  })
}

function draw() {
  const place = list()
  if (!place) return
  place.replaceChildren(
    ...waiting.map((op) => {
      const item = document.createElement("li")
      item.className = op.refused ? "refused" : "waiting"
      const text = document.createElement("span")
      text.className = "prose"
      text.textContent = op.text || "…"
      const state = document.createElement("small")
      state.textContent = op.refused ? place.dataset.refused : place.dataset.waiting
      item.append(text, state)
      if (op.refused) item.append(backButton(op, place.dataset.again))
      return item
    }),
  )
  if (held && waiting.length) place.prepend(banner(place.dataset.held))
  document.body.toggleAttribute("data-waiting", waiting.length > 0)
}

function banner(words) {
  const item = document.createElement("li")
  item.className = "held"
  item.textContent = words
  return item
}

function backButton(op, words) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "btn small"
  button.textContent = words
  button.addEventListener("click", () => {
    waiting = waiting.filter((one) => one.id !== op.id)
    keep(`outbox:${op.id}`, null)
    draw()
    document.dispatchEvent(new CustomEvent("room:restore", { detail: op }))
  })
  return button
}

function say(words) {
  const place = document.getElementById("problem")
  if (!place) return
  const line = document.createElement("p")
  line.className = "errors"
  line.setAttribute("role", "alert")
  line.textContent = words
  place.replaceChildren(line)
  setTimeout(() => line.remove(), 8000)
}

function confirmed(words) {
  const dialog = document.getElementById("confirm")
  if (!dialog?.showModal) return Promise.resolve(window.confirm(words))
  dialog.querySelector("p").textContent = words
  open(dialog)
  return new Promise((answer) => {
    const yes = dialog.querySelector("[data-yes]")
    const done = (value) => () => {
      yes.removeEventListener("click", agree)
      dialog.removeEventListener("close", refuse)
      if (dialog.open) dialog.close()
      answer(value)
    }
    const agree = done(true), refuse = done(false)
    yes.addEventListener("click", agree)
    dialog.addEventListener("close", refuse)
  })
}
