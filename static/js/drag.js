// Grouping by hand: whoever leads drags a note onto a group, onto another note, or out of its group. "Group…" does the same by keys.

let dragged = null

export function start() {
  if (document.body.dataset.audience !== "host") return
  document.addEventListener("room:changed", mark)
  document.addEventListener("dragstart", onStart)
  document.addEventListener("dragover", onOver)
  document.addEventListener("dragleave", ({ target }) => target.closest?.("[data-over]")?.removeAttribute("data-over"))
  document.addEventListener("drop", onDrop)
  document.addEventListener("dragend", end)
  mark()
}

function mark() {
  for (const note of document.querySelectorAll(".notes-list .note")) note.draggable = true
}

function onStart(event) {
  dragged = event.target.closest?.(".notes-list .note")
  if (dragged) event.dataTransfer.setData("text/plain", dragged.id)
}

// The group, the lone note or the open list under the pointer, when the dragged note can be laid there.
function place({ target }) {
  const list = target.closest?.(".notes-list > section")
  if (!dragged || !list || list !== dragged.closest("section")) return null
  const found = target.closest(".note-group, .note") || list
  return found === dragged || found === dragged.closest(".note-group") || (found === list && !dragged.closest(".note-group")) ? null : found
}

function onOver(event) {
  const found = place(event)
  for (const other of document.querySelectorAll("[data-over]")) if (other !== found) other.removeAttribute("data-over")
  if (!found) return
  event.preventDefault()
  found.setAttribute("data-over", "")
}

function onDrop(event) {
  const found = place(event)
  if (!found) return
  event.preventDefault()
  const one = dragged.id.slice("note-".length)
  const group = found.closest(".note-group")
  if (group) lay(`notes/${one}/group/`, [["group", group.id.slice("group-".length)]])
  else if (found.matches(".note")) {
    const words = found.querySelector(".prose")?.textContent.trim().split(/\s+/).slice(0, 6).join(" ") || "…"
    lay("groups/", [["notes", one], ["notes", found.id.slice("note-".length)], ["title", words.slice(0, 80)]])
  } else lay(`notes/${one}/group/`, [])
  end()
}

function end() {
  dragged = null
  for (const over of document.querySelectorAll("[data-over]")) over.removeAttribute("data-over")
}

function lay(noun, fields) {
  const form = document.createElement("form")
  form.method = "post"
  form.action = document.body.dataset.live + noun
  form.dataset.op = "now"
  form.hidden = true
  for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { name, value }))
  document.body.append(form)
  form.requestSubmit()
  form.remove()
}
