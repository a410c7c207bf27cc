// Which silence is looked at: the one in focus, unless someone wanders; coming back is one press away.

import { keep, read } from "./store.js"

let wandering = read("wandering", "")
let focus = null

export function start() {
  document.addEventListener("room:changed", draw)
  document.addEventListener("click", onClick)
  draw()
}

function onClick(event) {
  const link = event.target.closest("a[data-silence]")
  if (link) {
    event.preventDefault()
    go(link.dataset.silence)
  } else if (event.target.closest("[data-come-back]")) {
    go("")
    document.querySelector("a[data-looked]")?.focus() // the button is hidden by now
  }
}

async function go(silence) {
  const asked = document.getElementById("now").dataset.focus
  wandering = silence === asked ? "" : silence
  keep("wandering", wandering || null)
  draw()
  if (document.body.dataset.audience === "host" && silence && silence !== "all" && silence !== asked) lead(silence)
}

// A facilitator's own choice takes everyone along.
function lead(silence) {
  const form = document.createElement("form")
  form.method = "post"
  form.action = `${document.body.dataset.live}focus/`
  form.dataset.op = "now"
  form.hidden = true
  const field = document.createElement("input")
  field.name = "silence"
  field.value = silence
  form.append(field)
  document.body.append(form)
  form.requestSubmit()
  form.remove()
}

function draw() {
  const now = document.getElementById("now")
  if (!now) return
  if (focus !== null && focus !== now.dataset.focus && document.body.dataset.audience !== "table") wandering = ""
  focus = now.dataset.focus
  if (wandering === focus) wandering = ""
  const looked = wandering || focus || "all"
  document.body.dataset.looking = wandering ? "elsewhere" : "along"
  for (const part of document.querySelectorAll("[data-silence]:not(a)")) part.hidden = part.dataset.silence !== looked
  for (const link of document.querySelectorAll("a[data-silence]")) link.toggleAttribute("data-looked", link.dataset.silence === looked)
  const wander = document.querySelector(".wander")
  if (wander) wander.hidden = !wandering
  const about = document.querySelector("#composer select[name=silence]")
  if (about && !about.closest("form").text.value.trim()) about.value = looked === "all" ? "" : looked
}
