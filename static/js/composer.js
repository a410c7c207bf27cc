// What is being typed: drafts kept in this browser until acknowledged, dialogs filled from what they are about.

import { open } from "./focus.js"
import { send } from "./live.js"
import { sayLost } from "./outbox.js"
import { keep, read } from "./store.js"

export function start() {
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form)
  document.addEventListener("input", onInput)
  document.addEventListener("click", onClick)
  document.addEventListener("room:sent", onSent)
  document.addEventListener("room:saved", onSaved)
  document.addEventListener("room:answered", onAnswered)
  document.addEventListener("room:restore", ({ detail }) => putBack(detail))
  document.addEventListener("keydown", onKey)
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    dialog.close()
    dialog.showModal()
  }
}

const typed = (form) => [...form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox])")].filter((field) => field.name)
const named = (form) => `draft:${form.dataset.draft}:${form.dataset.about || ""}`

function restore(form) {
  const kept = read(named(form), {})
  for (const field of typed(form)) if (kept[field.name] && !field.value) field.value = kept[field.name]
  if (kept.begun) form.dataset.begun = kept.begun
}

function onInput({ target }) {
  const form = target.closest?.("form[data-draft]")
  if (!form) return
  if (!form.dataset.begun) form.dataset.begun = document.getElementById("now")?.dataset.step || ""
  keep(named(form), { ...Object.fromEntries(typed(form).map((field) => [field.name, field.value])), begun: form.dataset.begun })
  if (target.value) send({ type: "writing" })
}

function onSent({ target }) {
  clear(target)
  target.closest("dialog")?.close()
}

function onSaved({ target }) {
  if (!target.closest("dialog") || "stays" in target.dataset) return
  clear(target)
  target.closest("dialog").close()
}

function onAnswered({ detail: { op, ok } }) {
  if (ok) document.getElementById(`problem-${op.composer}`)?.replaceChildren()
}

// Emptied only once the outbox holds it: from here on it waits there, under its op_id.
function clear(form) {
  keep(named(form), null)
  delete form.dataset.begun
  for (const field of typed(form)) if (field.tagName === "TEXTAREA" || field.type === "text") field.value = ""
}

// A refused command comes back to where it was typed.
function putBack(op) {
  const place = document.getElementById(op.composer)
  const form = place?.tagName === "FORM" ? place : place?.querySelector("form")
  if (!form) return
  for (const [name, value] of op.fields) {
    const field = form.elements[name]
    if (field && field.type !== "hidden") field.value = value
  }
  const theirs = place.querySelector("[data-theirs]") // both texts are before the writer's eyes: what is saved next is meant
  if (theirs && form.elements.version) form.elements.version.value = theirs.dataset.version
  form.action = op.url
  if (place.showModal && !place.open) open(place)
  form.querySelector("textarea")?.focus()
}

function onClick(event) {
  const opener = event.target.closest("[data-opens]")
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens)
    if (!dialog?.showModal) return
    event.preventDefault()
    prepare(dialog, opener)
    if (opener.dataset.loads) load(opener.href, opener.dataset.loads)
    open(dialog)
  } else if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close()
}

// A dialog whose content is asked for when it opens: the part of that name in the page that its link leads to.
async function load(address, part) {
  document.getElementById(part).replaceChildren()
  const answer = await fetch(address).catch(() => null)
  const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part)
  if (!found) return sayLost()
  document.getElementById(part).replaceWith(found)
  found.tabIndex = -1
  found.focus() // read aloud from its beginning, Tab goes on to its first field
}

function prepare(dialog, opener) {
  const form = dialog.querySelector("form")
  if (!form) return
  const about = opener.dataset.about
  if (about && form.dataset.action) {
    form.action = form.dataset.action.replace(":about", about)
    form.dataset.about = opener.dataset.cell || about
  }
  for (const [name, value] of Object.entries(opener.dataset)) {
    const field = name.startsWith("set") && form.elements[name.slice(3).toLowerCase()]
    if (field) field.value = value
  }
  const source = document.getElementById(`own-${about}`)
  if (source && dialog.id === "edit") {
    form.elements.text.value = source.dataset.source
    form.elements.version.value = source.dataset.version
    form.elements.answer.value = source.dataset.answer
  }
  const shown = document.querySelector(`#note-${CSS.escape(about || "x")} .prose, #hypothesis-${CSS.escape(about || "x")} .statement`)
  const quote = form.querySelector(".about-text")
  if (quote) quote.textContent = shown?.textContent.trim() || ""
  const groups = form.querySelector("[data-groups]")
  if (groups) {
    const beside = document.getElementById(`note-${about}`)?.closest("[data-silence]")?.querySelectorAll(".note-group") || []
    groups.replaceChildren(groups.options[0], ...[...beside].map((group) => new Option(group.querySelector("h4").textContent, group.id.slice(6))))
  }
  restore(form)
}

// Control and Enter (or Command and Enter) send what is being typed.
function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault()
    const form = event.target.closest("form")
    form.requestSubmit(form.querySelector(".btn.primary"))
  }
}
