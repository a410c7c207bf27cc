// Puts fragments in their places: one road for answers, pushes, polls and whole pages. Tells others by a "room:changed" event.

import { held, leave, restore } from "./focus.js"

// html: fragments carrying hx-swap-oob ("true", "delete" or "beforeend:#list").
export function apply(html) {
  const holder = document.createElement("template")
  holder.innerHTML = html
  for (const piece of [...holder.content.children]) {
    const how = piece.getAttribute("hx-swap-oob") || "true"
    piece.removeAttribute("hx-swap-oob")
    if (how === "delete") take(document.getElementById(piece.id))
    else if (how.startsWith("beforeend:")) {
      const list = document.querySelector(how.slice("beforeend:".length))
      for (const child of [...piece.children]) {
        if (!replace(child) && list) arrive(list, child)
      }
    } else replace(piece)
  }
  changed()
}

// Take the parts of a whole page; what people type sits outside of every part and stays.
export function refresh(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html")
  for (const part of document.querySelectorAll(PARTS)) {
    const other = fresh.getElementById(part.id)
    if (other) replace(document.importNode(other, true))
    else if (part.matches(".note, .person, .hypothesis")) take(part)
  }
  document.body.dataset.number = fresh.body.dataset.number
  document.body.dataset.epoch = fresh.body.dataset.epoch
  changed()
}

const PARTS = "#now, #prompt, #spotlight, #silences, #people, #tally, #mine, #marks, #judged, #weighed, #matrix, #vote, #compare, #hypotheses, #carried, #outcome, #door, #bar, #desk, .notes[id]"

function replace(fresh) {
  const old = fresh.id && document.getElementById(fresh.id)
  if (!old) return false
  if (old.isEqualNode(fresh)) return true
  const was = held(old)
  for (const details of old.querySelectorAll("details[open]")) {
    const twin = fresh.querySelectorAll("details")[[...old.querySelectorAll("details")].indexOf(details)]
    if (twin) twin.open = true
  }
  old.replaceWith(fresh)
  restore(fresh, was)
  return true
}

function take(part) {
  if (!part) return
  leave(part)
  part.remove()
}

function arrive(list, child) {
  child.classList.add("arriving")
  list.append(child)
  child.addEventListener("animationend", () => child.classList.remove("arriving"), { once: true })
  setTimeout(() => child.classList.remove("arriving"), 400)
}

function changed() {
  document.dispatchEvent(new CustomEvent("room:changed"))
}
