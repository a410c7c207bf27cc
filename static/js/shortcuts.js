// Keys of the room: one letter presses the control that carries it; none while typing, none held down, none just after the field
// that was typed in went away (a dialog goes when one is done with it). `?` shows the card that lists them, where this browser can do without them.

const PAUSE = 2000 // milliseconds: hands go on typing for a moment
const OFF = "silences:no-shortcuts"
let typed = { field: null, at: 0 }

export function start() {
  const card = document.querySelector("[data-shortcuts]")
  if (card) card.checked = !off()
  card?.addEventListener("change", () => turn(card.checked))
  document.addEventListener("input", ({ target }) => { typed = { field: target.closest("dialog") ? null : target, at: Date.now() } })
  document.addEventListener("keydown", press)
}

function press(event) {
  if (event.repeat && event.key === "Enter" && event.target.matches("button, a, summary")) event.preventDefault() // one press, one act
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return
  if (document.querySelector("dialog[open]") || stillTyping() || off()) return
  const control = document.querySelector(`[data-key-hint="${CSS.escape(event.key)}"]`)
  if (!control || control.closest("[hidden]")) return
  event.preventDefault()
  if (control.matches("textarea")) control.focus()
  else control.click()
}

const stillTyping = () => typed.field && Date.now() - typed.at < PAUSE && !(typed.field.checkVisibility?.() ?? true)

function off() {
  try {
    return Boolean(localStorage.getItem(OFF))
  } catch {
    return false
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(OFF)
    else localStorage.setItem(OFF, "yes")
  } catch {
    // a forbidden store: they stay on
  }
}
