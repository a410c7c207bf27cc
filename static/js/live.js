// Hears the room: a socket that pushes, a watchdog that doubts, jittered reconnection, and polling where sockets are blocked.
// Doubt means ask again: a gap, another epoch, a silent line or a heartbeat ahead of us lead to a replay or to a refresh.

import { apply, refresh } from "./apply.js"
import { showMine } from "./keys.js"
import { setClock } from "./timer.js"

const SILENCE = 25000 // a room that says nothing for so long is not heard any more
const BEAT = 10000
const POLL = 3000
const AWAY = 30000
const DOUBT = 2000 // an act of ours that was answered and does not arrive
const body = document.body
const state = { socket: null, number: Number(body.dataset.number), epoch: body.dataset.epoch, tries: 0, heard: 0, spread: 0, over: false, refreshing: false }
let here = []

export function start() {
  connect()
  setInterval(watch, 1000)
  setInterval(() => send({ type: "beat", seen: state.number }), BEAT)
  for (const sign of ["online", "pageshow", "focus"]) addEventListener(sign, () => watch(true))
  document.addEventListener("visibilitychange", () => watch(!document.hidden))
  document.addEventListener("room:changed", drawPeople)
  document.querySelector("[data-reload]")?.addEventListener("click", () => location.reload())
}

export function send(message) {
  if (state.socket?.readyState === WebSocket.OPEN) state.socket.send(JSON.stringify(message))
}

// What we did is known by its number; a line that is up brings it, and one that only seems so is doubted.
export function expect(answer) {
  const number = Number(answer.headers.get("Room-Number"))
  setTimeout(() => state.number < number && again(), DOUBT)
}

function connect() {
  if (state.over || state.socket) return
  const scheme = location.protocol === "https:" ? "wss:" : "ws:"
  const asked = new URLSearchParams({ seen: state.number, epoch: state.epoch, as: body.dataset.audience })
  const socket = new WebSocket(`${scheme}//${location.host}${body.dataset.live}live/?${asked}`)
  state.socket = socket
  state.heard = Date.now()
  socket.onmessage = ({ data }) => socket === state.socket && hear(JSON.parse(data))
  socket.onclose = ({ code }) => socket === state.socket && closed(code)
}

function closed(code) {
  state.socket = null
  if (code === 4403 || code === 4404) return leave()
  show(state.tries > 3 ? "polling" : "down")
  const longest = Math.min(15000, 500 * 2 ** state.tries++)
  setTimeout(connect, Math.random() * longest + Math.random() * state.spread)
  if (state.tries > 3) poll()
}

// Our seat is gone: ask the page itself what is left to us.
function leave() {
  state.over = true
  location.reload()
}

function hear(message) {
  state.heard = Date.now()
  if (message.build && message.build !== body.dataset.build) offerReload()
  if (message.now) setClock(message.now)
  switch (message.type) {
    case "beat":
      state.tries = 0
      state.spread = message.spread
      up()
      if (message.epoch !== state.epoch || message.number > state.number || message.number < state.number) askAgain()
      break
    case "news":
      up()
      if (message.number === null) apply(message.html)
      else if (message.epoch !== state.epoch || message.since > state.number) askAgain()
      else if (message.number > state.number) {
        state.number = message.number
        body.dataset.number = message.number
        if (message.html) apply(message.html)
        showMineAfter(message.html)
      }
      break
    case "refresh":
      again()
      break
    case "here":
      here = message.people
      drawPeople()
      break
    case "writing":
      writing(message.who)
  }
  if (document.getElementById("again")?.dataset.again) location.reload()
}

function showMineAfter(html) {
  if (html.includes('id="prompt"') || html.includes('id="notes-') || html.includes('id="spotlight"')) showMine()
}

function askAgain() {
  if (state.epoch !== undefined && state.socket?.readyState === WebSocket.OPEN) send({ type: "missed", seen: state.number, epoch: state.epoch })
  else again()
}

// Too far behind: the whole room over HTTP. Only the parts are taken, so that what is being typed stays.
async function again() {
  if (state.refreshing) return
  state.refreshing = true
  try {
    const answer = await fetch(location.pathname + location.search, { credentials: "same-origin", headers: { Accept: "text/html" } })
    if (answer.status >= 500) throw new Error(answer.status) // in trouble, not gone: the next heartbeat makes us ask again
    if (answer.redirected || !answer.ok) return leave()
    refresh(await answer.text())
    state.number = Number(body.dataset.number)
    state.epoch = body.dataset.epoch
    showMine()
  } catch {
    show("down")
  } finally {
    state.refreshing = false
  }
}

function watch(doubt) {
  if (state.over) return
  missLead()
  if (state.socket && Date.now() - state.heard > SILENCE) {
    const dead = state.socket
    state.socket = null
    dead.close()
    show("down")
    connect()
  } else if (doubt === true && state.socket?.readyState === WebSocket.OPEN) send({ type: "missed", seen: state.number, epoch: state.epoch })
  else if (doubt === true && !state.socket) connect()
}

let polling = false
async function poll() {
  if (polling || state.over) return
  polling = true
  while (state.tries > 3 && state.socket?.readyState !== WebSocket.OPEN && !state.over) {
    try {
      const asked = new URLSearchParams({ seen: state.number, as: body.dataset.audience })
      const answer = await fetch(`${body.dataset.live}news/?${asked}`, { credentials: "same-origin" })
      if (answer.redirected || answer.status === 404) return leave()
      if (answer.ok) {
        const message = await answer.json()
        if (message.epoch !== state.epoch) await again()
        else hear({ ...message, type: message.type === "refresh" ? "refresh" : "news" })
        hear({ type: "here", people: message.people })
        show("polling")
      }
    } catch {
      show("down")
    }
    await new Promise((done) => setTimeout(done, POLL * (0.8 + 0.4 * Math.random())))
  }
  polling = false
}

function up() {
  if (body.dataset.line !== "up") document.dispatchEvent(new CustomEvent("room:up"))
  show(state.socket?.readyState === WebSocket.OPEN ? "up" : "polling")
}

function show(line) {
  body.dataset.line = line
  const place = document.querySelector("#live .live-text")
  const words = document.getElementById("live")?.dataset[line] ?? ""
  if (place && place.textContent !== words) place.textContent = words
}

// The scripts on the server are newer than this page: on a quiet moment take them, else offer to. Drafts are kept in this browser.
function offerReload() {
  if (!document.querySelector("textarea:focus") && !body.hasAttribute("data-waiting")) return location.reload()
  document.getElementById("newer")?.removeAttribute("hidden")
}

function drawPeople() {
  for (const item of document.querySelectorAll("[data-person]")) item.toggleAttribute("data-here", here.includes(item.dataset.person))
  missLead()
  const count = document.querySelector(".live-count")
  if (count && count.textContent !== String(here.length || "")) count.textContent = here.length || ""
}

// When nobody who leads has been here for half a minute, whoever may lead too is offered to.
let leadSeen = Date.now()
function missLead() {
  if (document.querySelector("[data-leads][data-here]")) leadSeen = Date.now()
  const offer = document.querySelector("[data-takeover]")
  if (offer) offer.hidden = Date.now() - leadSeen < AWAY && !(offer.hidden === false && !document.querySelector("[data-leads][data-here]"))
}

const quiet = new Map()
function writing(who) {
  const item = document.querySelector(`[data-person="${CSS.escape(who)}"] .writing`)
  if (!item) return
  item.hidden = false
  clearTimeout(quiet.get(who))
  quiet.set(who, setTimeout(() => { item.hidden = true }, 5000))
}
