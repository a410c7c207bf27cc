// Where the keyboard stands when parts of the page are redrawn, hidden or taken away, and when a dialog closes over a page that has
// changed meanwhile: on the same control, on the one that took its place, else on the next. Never nowhere.

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

// Where the keyboard stands in `root`, to be found again once it is redrawn; null when it stands elsewhere.
export function held(root) {
  const one = document.activeElement
  if (one === document.body || !root.contains(one)) return null
  const all = controls(root), name = named(one), alike = all.filter((other) => named(other) === name)
  return { name, value: one.value, hint: one.dataset.keyHint, place: alike.indexOf(one), number: alike.length, rank: all.filter(visible).indexOf(one) }
}

export function restore(root, was) {
  if (!was) return
  const seen = controls(root).filter(visible)
  go(twin(root, was) || seen[Math.max(0, was.rank)] || seen.at(-1) || next(root))
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
