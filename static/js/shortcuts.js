// A facilitator's keys: one letter presses the button that carries it; none while typing.

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return
    if (document.querySelector("dialog[open]")) return
    const desk = document.getElementById("desk-dialog")
    if ((event.key === "d" || event.key === "?") && desk) return desk.showModal()
    document.querySelector(`[data-key-hint="${CSS.escape(event.key)}"]`)?.click()
  })
}
