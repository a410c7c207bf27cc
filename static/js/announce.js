// Says aloud, for screen readers, what the eye sees change: a step, a reveal, the last minute, what is saved or waits. The region
// stays on the page for good; parts that come and go announce nothing by themselves.

const LAST = 60 // seconds
const PAUSE = 1200 // milliseconds between two announcements
const queue = []
let speaking = false
let known = null
let lastMinute = ""

export function start() {
  document.addEventListener("room:changed", look)
  document.addEventListener("room:answered", ({ detail }) => detail.ok && say("saved"))
  document.addEventListener("room:sent", () => setTimeout(() => document.body.hasAttribute("data-waiting") && say("waiting"), 1500))
  setInterval(time, 1000)
  known = state()
}

const place = () => document.getElementById("announce")

function say(name, words) {
  const said = words ?? place()?.dataset[name]
  if (said) queue.push(said)
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
    title: document.querySelector(".steps [aria-current] .step-title")?.textContent,
    shown: document.querySelectorAll(".notes .note").length,
    revealed: document.querySelectorAll(".matrix-of.revealed").length,
    frozen: now?.hasAttribute("data-frozen"),
    closed: now?.dataset.state === "closed",
    vote: document.querySelector("#vote p")?.textContent,
  }
}

function look() {
  const before = known
  known = state()
  if (!before || !place()) return
  if (known.closed && !before.closed) say("closed")
  else if (known.step !== before.step) say("step", `${place().dataset.step} ${known.title || ""}. ${document.querySelector("#prompt .question")?.textContent || ""}`)
  else if (known.revealed > before.revealed) say("revealed")
  else if (known.shown > before.shown + 1) say("notes")
  else if (known.frozen && !before.frozen) say("frozen")
  else if (known.vote !== before.vote && known.vote) say("vote", known.vote)
}

function time() {
  const timer = document.querySelector(".timer")
  const shown = timer?.querySelector(".timer-text")?.textContent || ""
  const [, minutes, seconds] = shown.match(/^(\d\d):(\d\d)$/) || []
  if (!seconds || Number(minutes) * 60 + Number(seconds) > LAST || lastMinute === timer.dataset.ends) return
  lastMinute = timer.dataset.ends
  say("minute")
}
