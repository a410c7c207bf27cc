/* Forms marked data-keep keep what is typed on this device until it is saved: a lost page, a closed laptop, another
   form opened on top lose nothing. Refuses nothing and sends nothing; without storage the form is a plain form. */
const store = (() => { try { return window.localStorage } catch { return null } })()
const nameOf = form => `kept:${form.dataset.keep}`
const typed = form => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string")

function keep(form) {
  try { store?.setItem(nameOf(form), JSON.stringify(typed(form))) } catch { /* full: the form still works */ }
}

function restore(form) {
  form.dataset.saved = JSON.stringify(typed(form))
  if (form.querySelector("[aria-invalid=true], .journey-overtaken")) return keep(form)
  const kept = store?.getItem(nameOf(form))
  if (!kept || kept === form.dataset.saved) return store?.removeItem(nameOf(form))
  fill(form, JSON.parse(kept))
  const note = form.querySelector(".kept")
  if (note) note.hidden = false
}

function fill(form, values) {
  for (const [name, value] of values) {
    const field = form.elements[name]
    if (field && field.type !== "hidden") field.value = value
  }
}

function restoreAll(root) {
  for (const form of root.querySelectorAll("form[data-keep]:not([data-saved])")) restore(form)
}

document.addEventListener("input", event => {
  const form = event.target.closest("form[data-keep]")
  if (form) keep(form)
})
document.addEventListener("click", event => {
  if (!event.target.closest("[data-forget]")) return
  const form = event.target.closest("form[data-keep]")
  store?.removeItem(nameOf(form))
  fill(form, JSON.parse(form.dataset.saved))
  form.querySelector(".kept").hidden = true
})
document.addEventListener("htmx:beforeSwap", event => {
  const form = event.detail.requestConfig?.elt?.closest?.("form[data-keep]")
  if (form && event.detail.requestConfig.verb === "post" && event.detail.xhr.status < 300) store?.removeItem(nameOf(form))
})
document.addEventListener("htmx:load", event => restoreAll(event.detail.elt.parentElement ?? document))
restoreAll(document)
