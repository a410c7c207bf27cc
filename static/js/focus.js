// Where the keyboard stands when parts of the page are redrawn, hidden or taken away, and when a dialog closes over a page that has
// changed meanwhile: on the same control, on another of its kind, on the part itself; where that is gone too, on what follows.
// Never nowhere, and never on a control that does something else under the same key.

const CONTROLS = "button, a[href], input:not([type=hidden]), select, textarea, summary"
const openers = new WeakMap()

export function start() {
  document.addEventListener("room:changed", leaveHidden)
  document.addEventListener("close", ({ target }) => comeBack(target), true)
}

const controls = (root) => [...root.querySelectorAll(CONTROLS)]
const visible = (one) => one.checkVisibility?.() ?? true

// What a control is, apart from what pressing it changes; ids of parts and addresses of forms tell one note from another.
const named = (one) => [one.tagName, one.closest("[id]")?.id, one.name, one.form?.getAttribute("action"), one.getAttribute("href")].join(" ")
// What it does, whomever or whatever it is about.
const kind = (one) => [one.tagName, one.name, one.dataset.opens, one.form?.getAttribute("action")].join(" ").replace(/[0-9a-f-]{36}/g, "")

// Where the keyboard stands in `root`, to be found again once it is redrawn; null when it stands elsewhere.
export function held(root) {
  const one = document.activeElement
  if (one === document.body || !root.contains(one)) return null
  const all = controls(root), name = named(one), alike = all.filter((other) => named(other) === name)
  return {
    name, value: one.value, hint: one.dataset.keyHint, place: alike.indexOf(one), number: alike.length, kind: kind(one),
    rank: all.filter((other) => kind(other) === kind(one)).indexOf(one),
  }
}

export function restore(root, was) {
  if (!was) return
  const others = controls(root).filter((one) => visible(one) && kind(one) === was.kind && one.dataset.keyHint === was.hint)
  go(twin(root, was) || others[was.rank] || others.at(-1) || whole(root) || next(root))
}

// The part itself, when there is something to see of it.
function whole(root) {
  if (root === document.body || !visible(root)) return null
  root.tabIndex = -1
  return root
}

function twin(root, was) {
  const all = controls(root), alike = all.filter((one) => named(one) === was.name)
  const same = alike.find((one) => one.value === was.value) || alike[alike.length === was.number ? was.place : 0]
  const found = same || (was.hint && all.find((one) => one.dataset.keyHint === was.hint))
  return found && (visible(found) ? found : folded(found))
}

// What opens the details that a control is folded in.
function folded(control) {
  const around = control.parentElement.closest("details")
  const summary = around?.querySelector("summary")
  return !around || visible(summary) ? summary : folded(around)
}

// Before `part` goes: to what follows it.
export function leave(part) {
  if (part.contains(document.activeElement)) go(next(part))
}

// The control after `part`, in the dialog or on the page it is on; the last one before it when nothing follows.
function next(part) {
  const around = controls(part.closest("dialog[open]") || document.body).filter((one) => visible(one) && !part.contains(one))
  return around.find((one) => part.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || around.at(-1)
}

function go(control) {
  control?.focus({ preventScroll: true })
}

// What was hidden under the keyboard (another silence, another step) lets it go; a field that was typed in, to nothing that a key presses.
function leaveHidden() {
  const one = document.activeElement
  if (!one || one === document.body || visible(one)) return
  go(one.matches("textarea, input, select") ? document.getElementById("main") : next(one))
}

// Open a dialog, and remember where to come back to.
export function open(dialog) {
  openers.set(dialog, held(document.body))
  dialog.showModal()
}

function comeBack(dialog) {
  const was = openers.get(dialog), one = document.activeElement // until the next frame it may still be in the closed dialog
  if (was && (one === document.body || dialog.contains(one))) restore(document.querySelector("dialog[open]") || document.body, was)
}
