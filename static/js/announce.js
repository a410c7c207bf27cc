// Says aloud, for screen readers, what the eye sees change: a step, a reveal, what all look at, a vote, the last minute, what is
// saved or waits. The region stays on the page for good; parts that come and go announce nothing by themselves.

const LAST = 60 // seconds
const PAUSE = 1200 // milliseconds between two announcements
const queue = []
let speaking = false
let known = null
let lastMinute = ""

export function start() {
  document.addEventListener("room:changed", look)
  document.addEventListener("room:answered", ({ detail }) => detail.ok && say("saved"))
  document.addEventListener("room:saved", () => setTimeout(() => speaking || say("done"), 800)) // unless what it changed is said
  document.addEventListener("room:sent", () => setTimeout(() => document.body.hasAttribute("data-waiting") && say("waiting"), 1500))
  setInterval(time, 1000)
  known = state()
}

const place = () => document.getElementById("announce")
const all = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.trim())
const words = (selector) => document.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ") || ""

// name: of one of the region's sentences; more: what follows it.
export function say(name, more = "") {
  const said = `${place()?.dataset[name] ?? ""} ${more}`.trim()
  if (said && queue.at(-1) !== said) queue.push(said)
  if (!speaking) speak()
}

// One after the other: what is replaced too fast is never read aloud.
function speak() {
  speaking = queue.length > 0
  if (!speaking) return
  const said = queue.shift()
  place().textContent = place().textContent === said ? `${said}\u00a0` : said
  setTimeout(speak, PAUSE)
}

function state() {
  const now = document.getElementById("now")
  return {
    step: now?.dataset.step,
    focus: now?.dataset.focus,
    names: now?.dataset.names,
    frozen: now?.hasAttribute("data-frozen"),
    closed: now?.dataset.state === "closed",
    paused: Boolean(document.querySelector(".timer")?.dataset.left),
    ends: document.querySelector(".timer")?.dataset.ends,
    shown: document.querySelectorAll(".notes .note").length,
    revealed: document.querySelectorAll(".matrix-of.revealed").length,
    lit: words("#spotlight > :not(form)"),
    vote: document.getElementById("vote")?.dataset.vote,
    hypotheses: all("#hypotheses .statement"),
    outcome: all("#outcome h3"),
    door: document.querySelectorAll("#desk [data-waits]").length,
  }
}

function look() {
  const before = known
  known = state()
  if (!before || !place()) return
  if (known.closed && !before.closed) return say("closed")
  if (known.step !== before.step) say("step", `${words(".steps [aria-current] .step-title")}. ${words("#prompt .question")}`)
  else if (known.paused !== before.paused) say(known.paused ? "paused" : "running")
  else if (known.ends !== before.ends) say("", words(".timer"))
  if (known.focus !== before.focus) say("focus", words(`#fact-${known.focus} h2`))
  if (known.revealed > before.revealed) say("revealed")
  else if (known.shown > before.shown + 1) say("notes")
  if (known.lit && known.lit !== before.lit) say("lit", known.lit)
  if (known.names !== before.names) say(known.names === "hidden" ? "hidden" : "named")
  if (known.frozen !== before.frozen) say(known.frozen ? "frozen" : "unfrozen")
  if (known.vote !== before.vote) known.vote?.endsWith("open") ? say("", words("#vote p")) : say("voted", words("#vote strong"))
  for (const name of ["hypotheses", "outcome"]) for (const one of known[name]) if (!before[name].includes(one)) say(name, one.slice(0, 160))
  if (known.door > before.door) say("door")
}

function time() {
  const timer = document.querySelector(".timer")
  const shown = timer?.querySelector(".timer-text")?.textContent || ""
  const [, minutes, seconds] = shown.match(/^(\d\d):(\d\d)$/) || []
  if (!seconds || Number(minutes) * 60 + Number(seconds) > LAST || lastMinute === timer.dataset.ends) return
  lastMinute = timer.dataset.ends
  say("minute")
}
