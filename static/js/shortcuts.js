// Keys of the room: one letter presses the control that carries it; none while typing. `?` shows the card that lists them.

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return
    if (document.querySelector("dialog[open]")) return
    const control = document.querySelector(`[data-key-hint="${CSS.escape(event.key)}"]`)
    if (!control || control.closest("[hidden]")) return
    event.preventDefault()
    if (control.matches("textarea")) control.focus()
    else control.click()
  })
}
